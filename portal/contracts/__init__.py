"""Contracts as those who have them see them: what must be done, what is agreed, what happened."""

from flask import Blueprint

blueprint = Blueprint("contracts", __name__)
