"""A simulated Android phone with the gateway app on it, and a simulated adb server to reach it by.

In a test::

    network = Network()
    with SimulatedPhone(network, serial="R58M12") as phone, AdbServer() as adb:
        adb.attach(phone)                          # it is on the USB cable, debugging allowed
        adb.port                                   # a driver's adb server; also ``adb -P PORT devices``
        phone.base_url                             # the app's server as USB tethering reaches it
        phone.user, phone.password, phone.app_port # "sms", eight characters, 8080

        phone.receive("+491701234567", "Hello")    # somebody texts the phone (slot=2: its second SIM)
        network.send(ANNA, phone.slots[0].number, "Hello")              # the same by the network
        network.wait_for_air(1); network.texts("+491701234567")         # what the phone sent
        network.behaviours[ANNA] = Behaviour(reports=Reports((Stage(0x46),)))   # Sent, then Failed
        phone.wait_until(lambda: len(phone.requests) > 3)               # what it was asked, so far

        phone.unplug(); phone.plug_in()            # adb and tethering go and come; forwards are gone
        phone.reboot(timedelta(seconds=1))         # the same, and the app starts again by itself
        phone.kill_app(); phone.start_app()        # force-stop, and a tap on its icon
        adb.set_state(phone, "unauthorized")       # offline, "no permissions", device
        adb.detach(phone)

        phone.internet = False; phone.clock_skew = timedelta(minutes=-7)
        phone.battery.level = 100; phone.battery.celsius = 44.0
        phone.disk.settings["sms_outgoing_check_max_count"] = "1000"    # read at the next reboot
        phone.faults.answer(Status(500), path="/messages", times=2)     # also Garbage, Huge, Slow, …
        phone.faults.send(Refuse("RESULT_ERROR_NO_SERVICE"))            # also Stick("Pending"), …
        phone.faults.webhook(Unsigned())                                # also Forged, Replayed, …

By default there is no internet (so ``/health`` answers 500, and webhooks wait until
``internet_required`` is off *and* the app was started again), texts leave in the order last in, first
out, and sending is limited to 30 segments in 60 seconds, as on a phone out of its box. The magic
recipients of ``drivers.simulator.magic`` work as for a modem: CMS errors become RESULT_* of Android.

On a clock of the test's own: ``Network(monotonic=…, now=…)``, ``SimulatedPhone(network,
runs_network=False)``, and ``network.agenda.run_due()`` within ``network.change()``.

The demo and ``modemsms simulate``: ``serve.SimulatedPhones(network, count)`` has ``phones`` and ``adb``
until ``close``; ``serve.serve_phones`` and ``serve.serve_until`` run until an event is set.

Where things are: ``phone`` is the box with its cable and buttons, ``ports`` its TCP, ``disk`` what adb
leaves there, ``make`` what kind it is; ``slot``, ``telephony``, ``received`` and ``results`` are Android's
own texting; ``gateway`` is the app, with ``outbox`` (``messages``, ``compose``, ``numbers``), ``inbox``,
``webhooks`` and ``deliveries``, ``settings``, ``tokens``, ``health``; ``server``, ``exchange`` and ``api/``
its HTTP interface; ``dates`` the traps of its dates; ``versions`` what older ones lack; ``adb/`` the adb
server; ``faults`` what can be made to go wrong.
"""

from drivers.simulator.phone.adb.server import AdbServer
from drivers.simulator.phone.faults import ALWAYS, PhoneFaults
from drivers.simulator.phone.make import Make
from drivers.simulator.phone.phone import SimulatedPhone

__all__ = ["ALWAYS", "AdbServer", "Make", "PhoneFaults", "SimulatedPhone"]
