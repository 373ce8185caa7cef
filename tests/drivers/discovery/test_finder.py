"""Which box a modem with port "auto" gets: the same one under the same name, wherever it is plugged in."""

from __future__ import annotations

import pytest

from drivers.discovery.finder import GRACE_SECONDS, PortFinder
from drivers.discovery.whereabouts import FoundWhereabouts, NamedWhereabouts
from drivers.simulator.simulate import SimulatedModems
from modemsms.devices import Found, FoundPort, Holder, Kind
from modemsms.errors import ModemUnavailable
from tests.drivers.discovery.scene import Scene
from tests.drivers.discovery.tree import Gadget, Part, Tree

ANNAS, BENS, NEW = "356938035643809", "490154203237518", "867686031234567"


class Desk:
    """A finder, and what is plugged in before it."""

    def __init__(self) -> None:
        self.found: tuple[Found, ...] = ()
        self.taken: frozenset[str] = frozenset()
        self.now = 0.0
        self.finder = PortFinder(lambda: self.found, lambda: self.taken, now=lambda: self.now)

    def plugged(self, *found: Found) -> None:
        """Discovery tells this."""
        self.found = found
        self.finder.heard(found)

    def waited(self, name: str, imei: str | None) -> str | None:
        """The port of *name* after the grace."""
        self.finder.path_for(name, imei)
        self.now += GRACE_SECONDS
        return self.finder.path_for(name, imei)


@pytest.fixture
def desk() -> Desk:
    """Nothing is plugged in."""
    return Desk()


def box(
    socket: str, imei: str | None, *, holders: tuple[Holder, ...] = (), has_answered: bool = True
) -> Found:
    """A modem in *socket*."""
    path = f"/dev/ttyUSB-{socket}"
    return Found(
        f"usb-{socket}",
        Kind.MODEM,
        "Modem",
        "A modem.",
        driver="at",
        port=path if has_answered else None,
        ports=(FoundPort(path, path, 2, is_at=True, holders=holders),),
        imei=imei,
    )


def test_a_box_has_its_name_in_any_socket_and_order(desk: Desk) -> None:
    desk.finder.expect("counter", ANNAS)
    desk.finder.expect("kitchen", BENS)

    desk.plugged(box("1", BENS), box("2", ANNAS))

    assert desk.finder.path_for("counter", ANNAS) == "/dev/ttyUSB-2"
    assert desk.finder.path_for("kitchen", BENS) == "/dev/ttyUSB-1"


def test_two_boxes_changed_between_sockets_keep_their_names(desk: Desk) -> None:
    desk.plugged(box("1", ANNAS), box("2", BENS))
    assert desk.finder.path_for("counter", None) == "/dev/ttyUSB-1"
    assert desk.finder.path_for("kitchen", None) == "/dev/ttyUSB-2"

    desk.plugged()
    desk.plugged(box("2", ANNAS))

    assert desk.finder.path_for("kitchen", None) is None
    assert desk.finder.path_for("counter", None) == "/dev/ttyUSB-2"


def test_a_new_name_takes_the_first_box_that_is_nobodys(desk: Desk) -> None:
    desk.finder.expect("counter", ANNAS)
    desk.plugged(box("1", ANNAS), box("2", NEW))

    assert desk.finder.path_for("kitchen", None) == "/dev/ttyUSB-2"


def test_a_box_that_has_not_answered_yet_is_waited_for(desk: Desk) -> None:
    desk.plugged(box("1", None, has_answered=False))

    assert desk.finder.path_for("counter", ANNAS) is None
    assert "not answered yet" in desk.finder.why_not("counter").sentence


def test_a_stranger_replaces_a_box_only_after_a_while(desk: Desk) -> None:
    desk.plugged(box("1", NEW))

    assert desk.finder.path_for("counter", ANNAS) is None
    assert ANNAS in desk.finder.why_not("counter").sentence
    assert desk.waited("counter", ANNAS) == "/dev/ttyUSB-1"


def test_a_box_of_another_name_is_taken_last_of_all(desk: Desk) -> None:
    desk.finder.expect("kitchen", BENS)
    desk.plugged(box("1", BENS), box("2", NEW))

    assert desk.waited("counter", ANNAS) == "/dev/ttyUSB-2"


def test_a_box_is_not_given_twice(desk: Desk) -> None:
    desk.plugged(box("1", ANNAS))
    desk.finder.path_for("counter", None)

    assert desk.waited("kitchen", None) is None
    assert "in use under another name" in desk.finder.why_not("kitchen").sentence
    desk.finder.release("counter")
    assert desk.finder.path_for("kitchen", None) == "/dev/ttyUSB-1"


def test_what_others_have_is_left_to_them(desk: Desk) -> None:
    desk.taken = frozenset({"/dev/ttyUSB-1"})
    desk.plugged(box("1", ANNAS), box("2", BENS, holders=(Holder(42, "gammu-smsd"),)))

    assert desk.waited("counter", None) is None
    assert "gammu-smsd (process 42)" in desk.finder.why_not("counter").sentence


def test_without_a_modem_the_sentence_says_so(desk: Desk) -> None:
    with pytest.raises(ModemUnavailable) as nothing:
        FoundWhereabouts(desk.finder, "counter", None).path  # noqa: B018 -- asking is what is tested

    assert nothing.value.cause.code == "port_missing"
    assert "No modem is plugged in" in nothing.value.cause.sentence


def test_what_a_name_drives_is_claimed_until_it_is_pulled_out(desk: Desk) -> None:
    desk.plugged(box("1", ANNAS))
    desk.finder.path_for("counter", None)
    assert desk.finder.claimed() == {"/dev/ttyUSB-1"}

    desk.plugged()

    assert desk.finder.claimed() == frozenset()


def test_a_box_that_was_picked_while_it_went_is_let_go(desk: Desk) -> None:
    desk.plugged(box("1", ANNAS))
    desk.finder.path_for("counter", ANNAS)
    desk.finder.heard(())
    assert desk.finder.path_for("counter", ANNAS) == "/dev/ttyUSB-1"

    desk.found = (box("2", ANNAS),)

    assert desk.finder.path_for("counter", ANNAS) == "/dev/ttyUSB-2"


def test_a_modem_with_a_port_of_its_own_is_found_in_another_socket(desk: Desk) -> None:
    whereabouts = NamedWhereabouts(desk.finder, "counter", "/dev/serial/by-path/old", ANNAS)
    desk.plugged(box("2", BENS))
    assert whereabouts.path == "/dev/serial/by-path/old"

    desk.plugged(box("2", BENS), box("3", ANNAS))

    assert whereabouts.path == "/dev/ttyUSB-3"
    assert desk.finder.claimed() == {"/dev/ttyUSB-3"}


def test_a_stick_that_comes_back_under_another_number_has_its_name_again(
    scene: Scene, tree: Tree, modems: SimulatedModems
) -> None:
    finder = PortFinder(lambda: scene.told[-1][1] if scene.told else (), frozenset)
    scene.listeners.append(finder.heard)
    sticks = [Gadget("19d2:0031", [Part(1, tty=str(port.path))]) for port in modems.ports]
    scene.start()
    tree.plug("1-1.1", sticks[0])
    tree.plug("1-1.2", sticks[1])
    scene.until(lambda found: len(found) == 2 and all(each.imei for each in found))
    first = [finder.path_for(name, None) for name in ("counter", "kitchen")]

    tree.unplug("1-1.1")
    tree.unplug("1-1.2")
    scene.until(lambda found: not found)
    tree.plug("1-1.3", sticks[1])
    tree.plug("1-1.4", sticks[0])
    scene.until(lambda found: len(found) == 2 and all(each.imei for each in found))
    again = [finder.path_for(name, None) for name in ("counter", "kitchen")]

    assert [(port or "").rpartition("usb-0:")[2] for port in first] == ["1.1:1.1-port0", "1.2:1.1-port0"]
    assert [(port or "").rpartition("usb-0:")[2] for port in again] == ["1.4:1.1-port0", "1.3:1.1-port0"]
