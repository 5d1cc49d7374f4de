"""The plan of approach: a wizard of steps, efforts with their value, and the rounds that were sent."""

from flask import Blueprint

blueprint = Blueprint("plans", __name__)
