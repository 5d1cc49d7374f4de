"""How long data stay, what holds them longer, destruction with four eyes, and backups that bring nobody back."""

from flask import Blueprint

blueprint = Blueprint("retention", __name__)
