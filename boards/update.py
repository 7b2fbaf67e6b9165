"""Installs another image on this board: the running image checks it as a whole, then it is put on trial.

It is uploaded to the folder `new`. Only what holds (signature, board, kind, version, every file and no other) gets the
name of a slot, and only then the state of the slots is changed: each of these is one step.
"""

import os
from binascii import hexlify
from hashlib import sha256

from boards import chooser, state as files
from boards.format import image
from terminal import signed, sm2
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_NEW = "/new"


def room(site: "Any") -> "dict[str, Any]":
    """Empty the slot that does not run, whatever was on trial there, and what was left of an upload."""
    root, other = _slots(site.slot)
    boot = _boot(site)
    if boot["trial"]:
        boot.update(trial="", tries=0)
        chooser.write(root, boot)
    _remove(root + "/" + other)
    _remove(root + _NEW)
    status = os.statvfs(root or "/")
    return {"path": root + _NEW, "free": status[0] * status[3], "block": status[0]}


def install(site: "Any", path: str) -> "dict[str, Any]":
    """Check an uploaded image and put it on trial: the next start is its own. Raises ValueError, BlobRefused."""
    found, manifest_sum = _opened(site, path)
    if found.board != site.build.board:
        raise ValueError(f"this image is for {found.board}, and the board is {site.build.board}")
    if found.version < site.build.number and hexlify(found.replaces).decode() != site.build.image:
        older = f"{image.version_text(found.version)} is older than {site.build.version}, which runs here"
        raise ValueError(f"{older}; an image built with --replaces {site.build.image} may take its place")
    why = chooser.damage(path, manifest_sum)
    if why:
        raise ValueError("what arrived is not the image that was signed: " + why)
    put_on_trial(site.slot, path, manifest_sum, _boot(site))
    return {"slot": slot_beside(site.slot), "version": image.version_text(found.version)}


def put_on_trial(folder: str, path: str, manifest_sum: str, boot: "dict[str, Any]") -> None:
    """Give an image that holds its slot, beside the one in this folder, then let the chooser start it."""
    root, other = _slots(folder)
    _remove(root + "/" + other)
    os.rename(path, root + "/" + other)
    chooser.sync()
    boot["sums"][other] = manifest_sum
    boot.update(trial=other, tries=0, why="")
    chooser.write(root, boot)


def report(site: "Any") -> str:
    """What runs here, every file of it read, and why it is not another one. Raises ValueError naming a damaged file."""
    boot = _boot(site)
    why = chooser.damage(site.slot, boot["sums"].get(site.slot[-1]))
    if why:
        raise ValueError(why)
    found, _ = _opened(site, site.slot)
    text = f"{site.build.version} in slot {site.slot[-1]}, {found.count} files as signed"
    return text + ("; not another one, because: " + boot["why"] if boot["why"] else "")


def slot_beside(folder: str) -> str:
    """The slot that is not this one."""
    return _slots(folder)[1]


def _slots(folder: str) -> tuple[str, str]:
    """(the root, the name of the other slot) of one that runs."""
    return folder[:-2], chooser.SLOTS[folder[-1] == chooser.SLOTS[0]]


def _boot(site: "Any") -> "dict[str, Any]":
    found = chooser.read(site.slot[:-2])
    if found is not None:
        return found
    with open(site.slot + chooser.MANIFEST, "rb") as file:
        sums = {site.slot[-1]: hexlify(sha256(file.read()).digest()).decode()}
    return {"active": site.slot[-1], "trial": "", "tries": 0, "sums": sums, "event": 0, "value": 0, "why": ""}


def _opened(site: "Any", path: str) -> "tuple[image.Manifest, str]":
    """The manifest of an image that one of our operator's keys signed, and its SHA-256. Raises BlobRefused, OSError."""
    data = chooser.manifest_of(path)
    production = site.build.production
    encoded = []
    if production or site.state.has(files.IDENTITY):
        encoded += site.identity().operator_keys
    if not production:
        encoded.append(image.TEST_KEY)
    keys = tuple([site.engine.decode(key) for key in encoded])
    try:
        opened = sm2.finish(image.open_manifest(data, keys, site.engine, not production))
    except signed.BlobRefused as reason:
        raise signed.BlobRefused("the manifest: " + str(reason)) from None
    return opened, hexlify(sha256(data).digest()).decode()


def _remove(folder: str) -> None:
    """A whole folder, if it is there. A cut in between leaves what no start and no installation takes for whole."""
    try:
        entries = os.listdir(folder)
    except OSError as error:
        if error.args[0] != 2:  # ENOENT
            raise
        return
    for name in entries:
        path = folder + "/" + name
        if os.stat(path)[0] & 0x4000:
            _remove(path)
        else:
            os.remove(path)
    os.rmdir(folder)
