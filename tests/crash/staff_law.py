"""What must hold of a case, its calls and its conversation at every moment, whoever died before and wherever."""

from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import select

from bot.conversation.transcript import Entry, read_after
from bot.escalations.paging.plan import UNSENT
from bot.escalations.promise import by_words
from bot.records.audit import verify
from bot.records.case_models import CaseEvent, Escalation, Page, PageAttempt
from bot.records.database import Database
from bot.records.models import Conversation, Message, Reply
from bot.records.staff_models import AuditEntry
from tests.crash.journal import Journal
from tests.crash.staff_child import PATIENT
from tests.crash.staff_story import AUDITED, EVENTS, REPLIES, SPEAKER, WRITES, Step
from tests.crash.story import PROTOCOL


@dataclass(frozen=True)
class Found:
    """What stands in the records of one life's case: the parts of it that must not change once they are there."""

    promised: str
    events: tuple[str, ...]
    lines: tuple[tuple[int, str, str], ...]
    staff_replies: tuple[tuple[str, str], ...]
    claims: int
    sent: int
    pages_on_record: int

    @property
    def is_open(self) -> bool:
        """Whether people have to be called."""
        return "opened" in self.events and "acknowledged" not in self.events

    @property
    def said(self) -> list[tuple[str, str]]:
        """Who said what, in order, whatever time was promised."""
        return [(who, text.replace(self.promised, "{by}") if self.promised else text) for _, who, text in self.lines]


def check_case(database: Database, *, journal: Journal, deaths: int) -> Found:
    """Assert what holds after so many deaths."""
    conversation_id = journal.opened.get(PATIENT)
    entries = read_after(database, conversation_id=conversation_id, after=0) if conversation_id else []
    with database.reading() as session:
        assert verify(session) == [], "the audit chain is broken"
        case = session.scalars(select(Escalation).where(Escalation.conversation_id == conversation_id)).one_or_none()
        conversation = session.get(Conversation, conversation_id) if conversation_id else None
        of_case = case.id if case else None
        events = session.scalars(
            select(CaseEvent).where(CaseEvent.escalation_id == of_case).order_by(CaseEvent.number)
        ).all()
        audited = session.execute(
            select(AuditEntry.action, AuditEntry.staff_id)
            .where(AuditEntry.escalation_id == of_case)
            .order_by(AuditEntry.number)
        ).all()
        replies = session.scalars(
            select(Reply).where(Reply.conversation_id == conversation_id).order_by(Reply.sequence)
        ).all()
        pages = session.scalars(select(Page).where(Page.escalation_id == of_case)).all()
        attempts = session.scalars(select(PageAttempt).join(Page).where(Page.escalation_id == of_case)).all()
        accepted = set(session.scalars(select(Message.external_id).where(Message.conversation_id == conversation_id)))
    kinds = tuple(event.kind for event in events)
    assert [event.number for event in events] == list(range(1, len(events) + 1)), "an event is missing, or twice there"
    _check_steps(kinds, journal=journal)
    nurse = journal.all_of("nurse")[0][0]
    audited_events = [(kind, nurse) for kind in kinds if kind in AUDITED]
    assert [tuple(row) for row in audited] == audited_events, "the audit and the case's history differ"
    assert set(journal.all_of("accepted")) <= accepted, "accepted, and not there"
    if case:
        _check_state(case, kinds=kinds, pages=list(pages), nurse=nurse)
        _check_sends(journal, pages=list(pages), attempts=list(attempts), deaths=deaths)
    if conversation:
        _check_takeover(conversation, kinds=kinds, entries=entries, nurse=nurse)
        assert [entry.sequence for entry in entries] == list(range(1, conversation.last_sequence + 1))
    _check_replies(list(replies), kinds=kinds, journal=journal, nurse=nurse)
    lines = tuple((entry.sequence, entry.who, entry.text) for entry in entries)
    assert {tuple(line) for page in journal.all_of("read") for line in page} <= set(lines), (
        "what the patient had read has changed"
    )
    promised = by_words(PROTOCOL.clinic, by=case.promised_at, now=case.opened_at) if case and case.promised_at else ""
    if any(entry.who == "bot" for entry in entries):
        assert promised, "an answer was promised for a case that does not stand"
        assert any(promised in entry.text for entry in entries), "another time is held than was promised"
    return Found(
        promised=promised,
        events=kinds,
        lines=lines,
        staff_replies=tuple((reply.external_id or "", reply.id) for reply in replies if reply.staff_id),
        claims=sum(page.tries for page in pages),
        sent=len(journal.all_of("sent")),
        pages_on_record=sum(page.state == "sent" for page in pages),
    )


def check_end(database: Database, *, journal: Journal) -> None:
    """Assert that the case is over, that nothing waits, and that nobody holds anything."""
    with database.reading() as session:
        [case] = session.scalars(select(Escalation).where(Escalation.conversation_id == journal.opened[PATIENT])).all()
        assert case.state == "resolved"
        messages = session.scalars(select(Message).where(Message.conversation_id == case.conversation_id)).all()
        assert {message.external_id: message.state for message in messages} == dict.fromkeys(WRITES, "answered")
        conversation = session.get_one(Conversation, case.conversation_id)
        assert conversation.lease_token is None
        unsent = select(Reply.id).where(Reply.conversation_id == conversation.id, Reply.state != "sent")
        assert session.scalars(unsent).all() == [], "the patient was not given a reply"


def _check_steps(kinds: tuple[str, ...], *, journal: Journal) -> None:
    """Assert that each step's events are all there or none, in order, and that what was answered is there."""
    steps: list[Step] = list(EVENTS)
    so_far = [(), *accumulate(EVENTS.values())]
    assert kinds in so_far, f"half of a step is there: {kinds}"
    committed = set(steps[: so_far.index(kinds)])
    done, begun = set(journal.all_of("done")) & set(steps), set(journal.all_of("began"))
    acknowledged = {"acknowledge"} if journal.all_of("acknowledged") else set()
    assert (done | acknowledged) <= committed, "the client was told that it was done, and it was not"
    assert committed <= begun | {"acknowledge"}, "something happened that nobody did"


def _check_state(case: Escalation, *, kinds: tuple[str, ...], pages: list[Page], nurse: str) -> None:
    state = "resolved" if "resolved" in kinds else "acknowledged" if "acknowledged" in kinds else "open"
    assert case.state == state
    assert (case.next_page_at is not None) == (state == "open"), "an open case calls people, and no other one does"
    assert (case.acknowledged_by, case.acknowledged_at is not None) == (
        (None, False) if state == "open" else (nurse, True)
    )
    assert case.assignee_id == (nurse if "took" in kinds else None)
    assert (case.answered_at is not None) == ("replied" in kinds)
    assert (case.resolved_by, case.outcome) == ((nurse, "answered") if state == "resolved" else (None, None))
    if state != "acknowledged" or kinds[-1] == "replied":
        assert state == "acknowledged" or case.act_by is None
    else:
        assert case.act_by is not None, "nothing would bring the case back"
    unsent = [page for page in pages if page.state in UNSENT]
    if state != "open":
        assert unsent == [], "a page would go out after the acknowledgement"
    else:
        assert pages, "a case stands without its calls"
        assert all(page.state in (*UNSENT, "sent") for page in pages)
    assert case.late_told_at is None
    assert (case.ladder_round, case.next_step) == (0, 1), "a step was taken before its time"


def _check_sends(journal: Journal, *, pages: list[Page], attempts: list[PageAttempt], deaths: int) -> None:
    """Assert that every send but those that a death kept from it is on record, and none that never was."""
    sent = journal.all_of("sent")
    assert {body.rpartition(" ")[2] for _, _, body in sent} <= {page.id for page in pages}
    assert {attempt.outcome for attempt in attempts} <= {"sent"}
    assert len(sent) - deaths <= len(attempts) <= len(sent)
    on_record = {attempt.page_id for attempt in attempts}
    assert all((page.sent_at is not None) == (page.id in on_record) for page in pages)
    assert sum(page.tries for page in pages) <= len(sent) + deaths, "a claim led to nothing, and nobody died"
    for _, acknowledged_at in journal.all_of("acknowledged"):
        assert all(at <= acknowledged_at for at, _, _ in sent), "somebody was called after the acknowledgement"


def _check_takeover(conversation: Conversation, *, kinds: tuple[str, ...], entries: list[Entry], nurse: str) -> None:
    """Assert that the bot is silent from the nurse's first reply on until it is given back, and says so once."""
    taken_over = "took_over" in kinds and "gave_back" not in kinds
    assert (conversation.taken_over_at is not None) == taken_over
    assert conversation.taken_over_by == (nurse if taken_over else None)
    given_back = [entry.sequence for entry in entries if entry.text == PROTOCOL.say("given_back")]
    assert len(given_back) == kinds.count("gave_back")
    by_staff = [entry.sequence for entry in entries if entry.who == "staff"]
    if by_staff:
        until = given_back[0] if given_back else len(entries) + 1
        between = [entry for entry in entries if entry.who == "bot" and by_staff[0] < entry.sequence < until]
        assert between == [], "the bot spoke while the nurse had the conversation"


def _check_replies(replies: list[Reply], *, kinds: tuple[str, ...], journal: Journal, nurse: str) -> None:
    by_staff = [reply for reply in replies if reply.staff_id]
    written = list(REPLIES.items())[: kinds.count("replied")]
    assert [(reply.external_id, reply.text) for reply in by_staff] == written, "a reply is lost or doubled"
    assert all((reply.staff_id, reply.speaker) == (nurse, SPEAKER) for reply in by_staff)
    told = {(step, sent) for step, sent in journal.all_of("replied")}
    assert told <= {(reply.external_id, reply.id) for reply in by_staff}, "the repeated reply is not the same one"
