"""The way through a plan: which pages there are now, what comes next, and how far each task is."""

from dataclasses import dataclass
from enum import StrEnum

from portal.models import Section
from portal.plans.steps import BY_SLUG, STEPS, Step
from portal.plans.working import WorkingPlan


class TaskState(StrEnum):
    TODO = "todo"
    STARTED = "started"
    FILLED_IN = "filled_in"
    CHANGE_NEEDED = "change_needed"
    CHANGED = "changed"
    LOCKED = "locked"


READY = frozenset({TaskState.FILLED_IN, TaskState.CHANGED})


@dataclass(frozen=True)
class Task:
    section: Section
    state: TaskState
    step: Step  # where it opens


class Journey:
    def __init__(self, plan: WorkingPlan) -> None:
        self.plan = plan

    def steps(self, section: Section) -> list[Step]:
        """The pages of a task that apply, by the answers so far."""
        return [step for step in STEPS if step.section is section and step.applies(self.plan)]

    def may_visit(self, step: Step) -> bool:
        """A page that applies, and every page of its task before it is done."""
        if not step.applies(self.plan) or self._is_locked(step.section):
            return False
        before = self.steps(step.section)[: self.steps(step.section).index(step)]
        return all(self.is_done(one) for one in before)

    def is_done(self, step: Step) -> bool:
        return step.slug in self.plan.of(step.section).done

    def after(self, step: Step) -> Step | None:
        """The next page of the task; None where the task ends."""
        return self._neighbour(step, 1)

    def before(self, step: Step) -> Step | None:
        return self._neighbour(step, -1)

    def is_complete(self, section: Section) -> bool:
        if section is Section.EFFORTS and not self.plan.efforts:
            return False
        return all(self.is_done(step) for step in self.steps(section))

    def state(self, section: Section) -> TaskState:
        answers, remark = self.plan.of(section), self.plan.remarks.get(section)
        touched = remark is not None and answers.updated_at is not None and answers.updated_at > remark.decided_at
        if remark is not None and not touched:
            return TaskState.CHANGE_NEEDED
        if self.is_complete(section):
            return TaskState.CHANGED if touched else TaskState.FILLED_IN
        if self._is_locked(section):
            return TaskState.LOCKED
        return TaskState.STARTED if answers.version else TaskState.TODO

    def tasks(self) -> list[Task]:
        return [Task(section, self.state(section), self.entry(section)) for section in Section]

    def entry(self, section: Section) -> Step:
        """Where a task opens: at the first page that is not done, or where it reopens."""
        steps = self.steps(section)
        unfinished = next((step for step in steps if not self.is_done(step)), None)
        return unfinished or next((step for step in steps if step.reopens), steps[0])

    def missing(self) -> list[Task]:
        """Tasks that keep the plan from being sent."""
        return [task for task in self.tasks() if task.state not in READY]

    def resume(self) -> Step | None:
        """Where somebody was: the last page she saved, or the first open one after it; None when all is ready."""
        last = BY_SLUG.get(self.plan.last_step or "")
        missing = self.missing()
        if last is None or not missing:
            return None
        if last.section in {task.section for task in missing}:
            return self.entry(last.section)
        later = [task for task in missing if list(Section).index(task.section) > list(Section).index(last.section)]
        return (later or missing)[0].step

    def follow_up(self, section: Section) -> Step | None:
        """A question that an answer has just raised: in its own task, or in the schedule when efforts changed."""
        asked = [section, *([Section.SCHEDULE] if section is Section.EFFORTS else [])]
        undone = (self.entry(one) for one in asked if not self.is_complete(one) and not self._is_locked(one))
        return next(undone, None)

    def _is_locked(self, section: Section) -> bool:
        """The schedule follows from the efforts, so there is none before them."""
        return section is Section.SCHEDULE and not self.plan.efforts

    def _neighbour(self, step: Step, distance: int) -> Step | None:
        steps = self.steps(step.section)
        place = steps.index(step) + distance if step in steps else -1
        return steps[place] if 0 <= place < len(steps) else None
