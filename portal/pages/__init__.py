"""Pages that need no record: help, how it works, privacy, accessibility, about, and the choice of language."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)
