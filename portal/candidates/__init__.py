"""The contractor's side of a person: asking, following the answer, and filling in what a yes opened."""

from flask import Blueprint

blueprint = Blueprint("candidates", __name__)
