"""Android phones as modems: the gateway app's local server, over adb or over the phone's shared network."""
