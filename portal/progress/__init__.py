"""Where a contract stands against what it demands and what its plan says."""

from flask import Blueprint

blueprint = Blueprint("progress", __name__)
