"""Read by gunicorn when it starts in this folder: its log lines are as clean as ours (PR-67)."""

from portal import logs

logconfig_dict = logs.GUNICORN
