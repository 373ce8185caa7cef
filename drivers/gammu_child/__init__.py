"""python-gammu in a process of its own: the child, the frames it speaks, and its parent's end of them.

Only ``phone`` imports gammu, and only in the child: its calls block for minutes, and it is GPL. The
parent (``drivers.gammu_phone``) imports ``protocol``, ``process``, ``keeper`` and what they need.
"""
