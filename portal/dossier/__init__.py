"""The candidate's own page behind the same link: what is stored, who looked, stop, ask."""

from flask import Blueprint

blueprint = Blueprint("dossier", __name__)
