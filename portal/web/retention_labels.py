"""The words for tokens of retention and destruction."""

RETENTION_LABELS = {
    "RecordKind.dossier": "Dossiers of candidates",
    "RecordKind.rights_request": "Requests of candidates",
    "Trigger.contract_closed": "Closing of the contract",
    "Trigger.work_ended": "Last day of the work",
    "Trigger.work_decided": "Last decision about the work",
    "Trigger.request_closed": "The request is ready",
    "HoldReason.objection": "Objection or appeal",
    "HoldReason.court": "Case in court",
    "HoldReason.breach": "Data breach",
    "HoldReason.audit": "Audit",
    "DestructionStatus.listed": "To be gone through",
    "DestructionStatus.proposed": "Waits for the second signature",
    "DestructionStatus.approved": "Approved, can still be stopped",
    "DestructionStatus.executing": "Being destroyed",
    "DestructionStatus.done": "Destroyed",
    "DestructionStatus.dropped": "Stopped",
    "ItemState.listed": "Goes",
    "ItemState.excluded": "Left out",
    "ItemState.held": "Held",
    "ItemState.not_due": "Not due any more",
    "ItemState.rows_gone": "Destroyed",
    "ItemState.destroyed": "Destroyed",
}
RETENTION_TONES = {
    "DestructionStatus.listed": "info",
    "DestructionStatus.proposed": "info",
    "DestructionStatus.approved": "warning",
    "DestructionStatus.executing": "warning",
    "DestructionStatus.done": "positive",
}
