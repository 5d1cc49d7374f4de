"""What exists in a practice environment only: its people, its mailbox, and the story it tells."""

from flask import Blueprint

blueprint = Blueprint("demonstration", __name__)
