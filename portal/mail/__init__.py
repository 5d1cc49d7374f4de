"""Mail: what it says (messages), how it waits (outbox) and how it leaves (transport, worker)."""
