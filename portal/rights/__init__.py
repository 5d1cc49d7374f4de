"""The register of requests of data subjects, its clock, and what is done with a request."""

from flask import Blueprint

blueprint = Blueprint("rights", __name__)
