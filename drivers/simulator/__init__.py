"""A modem and a network made of Python, at byte level behind a pty.

In a test, or a benchmark::

    with SimulatedModems(2, air=timedelta(seconds=0.5), links=[tmp_path / "modem"]) as simulated:
        port = simulated.ports[0].path             # any AT program opens this
        modem, network = simulated.modems[0], simulated.network

        network.wait_for_air(3, within=timedelta(seconds=5))
        network.texts("+491701234567")             # whole texts, as the phone there shows them
        network.air                                # every segment that was on the air, in order
        network.send("+491701234567", modem.number, "Hello")            # somebody texts the modem
        network.send(..., "long …", order=(2, 0, 0))                    # swapped, lost, twice
        network.wait_until(lambda: network.waiting_for(modem.number) == 0, within=...)

        modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Reboot()))          # the next submit meets it
        modem.faults.add(Fault(Moment.AT_PROMPT, Tell(kill_daemon), spared=3))
        network.behaviours["+491701234567"] = Behaviour(reports=NEVER)
        modem.reboot(vanishes=True); modem.unplug(); simulated.ports[0].plug(other_link)
        modem.set_coverage(Stat.SEARCHING); modem.change_sim(None); modem.deafen()
        modem.say("RING"); modem.garble(b"\\xff\\x00")
        modem.journal.entries(Kind.COMMAND, "AT+CMGS")                  # with time.monotonic_ns

Without a thread, for tests of bytes: ``Modem(network, sim, imei=…)`` with ``receive`` and
``take_output``, and a ``Network(monotonic=…)`` on a clock of the test's own, moved on by
``network.agenda.run_due()``.

Where things are: ``simulate`` starts modems (``SimulatedModems``; ``serve_until`` is
``modemsms simulate``); ``devices`` is the factory behind ``driver = "simulator"``; ``pty`` the thread;
``modem``, ``terminal``, ``interpreter``, ``commands/`` the modem from outside to inside;
``submission``, ``receiving``, ``registration``, ``memory``, ``sim`` its parts; ``network``, ``air``,
``inbound``, ``customers`` the world; ``magic`` the table of recipients to whom things happen;
``faults``, ``reports``, ``profile`` and ``profiles`` what can be set.

Numbers: modems are +49 15550 100001, 100002, …; +49 1579 999xxxx are magic; every other number is a
phone that is switched on.

Nothing is lost by itself: what finds no room on the SIM, or no coverage, waits at the service centre.
The TP-MR is the modem's choice and counts on the SIM, through reboots too.
"""
