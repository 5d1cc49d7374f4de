"""The eyes of a coordination point: what is there to review, contract by contract. Nothing here changes anything."""

from flask import Blueprint

blueprint = Blueprint("review", __name__)
