"""Candidates at work: period, hours, evidence, value, and what changes afterwards."""

from flask import Blueprint

blueprint = Blueprint("placements", __name__)
