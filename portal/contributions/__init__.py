"""Effort that is no placement: purchase from a social enterprise, hours given, training, something tailored."""

from flask import Blueprint

blueprint = Blueprint("contributions", __name__)
