"""Every view of the staff side."""

from bot.staff.case import views as case
from bot.staff.figures import views as figures
from bot.staff.inbox import views as inbox
from bot.staff.people import views as people
from bot.staff.sign_in import me
from bot.staff.sign_in import views as sign_in
from bot.staff.views import View


def all_views() -> tuple[View, ...]:
    """The views of all parts, for `staff_app`."""
    return (*sign_in.views(), *me.views(), *people.views(), *figures.views(), *inbox.views(), *case.views())
