"""What the manager of a coordination point sets up: contracts, obligations, access, and who is responsible."""

from flask import Blueprint

blueprint = Blueprint("administration", __name__)
