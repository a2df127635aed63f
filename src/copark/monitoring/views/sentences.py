"""What refusals and faults say, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from copark.kernel.errors import Refused
    from copark.monitoring.contracts import Fault


def of(refusal: Refused) -> str:
    """Return the sentence of a refusal; one that has no translation speaks for itself."""
    text = sentences().get(refusal.code)
    return text.format_map(refusal.facts) if text else refusal.message


def of_fault(fault: Fault) -> str:
    """Return why frames became no reading; a fault that has no translation speaks for itself."""
    code, _colon, factor = fault.code.partition(":")
    text = faults().get(code)
    return text % {"factor": factor} if text else fault.sentence


def faults() -> dict[str, str]:
    return {
        "gateway.crc": _("The check field does not match the data under the station's policy."),
        "gateway.unknown": _("No station of the park has this number."),
        "gateway.password": _("The password is not the station's."),
        "gateway.malformed": _("The frame names no station."),
        "gateway.noise": _("These bytes belong to no frame."),
        "monitoring.time.missing": _("The frame does not say when its values were sampled."),
        "monitoring.time.ahead": _("The values lie in the future: the station's clock is ahead."),
        "monitoring.point.unknown": _("The station sends %(factor)s, for which it has no point."),
        "monitoring.faults.many": _("Many different faults at once, counted together."),
        "hj212.frame.start": _("These bytes are no frame: a frame begins with ## and four digits."),
        "hj212.length": _("The frame is shorter than its header and check field."),
        "hj212.crc": _("The check field does not match the data segment."),
        "hj212.mn.missing": _("The frame names no station: the field MN is missing."),
        "hj212.cn.missing": _("The frame names no command: the field CN is missing."),
        "hj212.cp.missing": _("The frame has no data part: CP=&& is missing."),
        "hj212.cp.open": _("The data part is cut off: its closing && is missing."),
        "hj212.qn.invalid": _("The request number QN is not a number of 10 to 20 digits."),
        "hj212.key.missing": _("The data part is encrypted and no key is known for the station."),
        "hj212.cipher": _("The encrypted data part cannot be read."),
    }


def sentences() -> dict[str, str]:
    return {
        "monitoring.mark.kind": _("“{kind}” is no kind of mark."),
        "monitoring.mark.period": _("The mark ends before it begins; check the two times."),
        "monitoring.mark.reason": _("A mark needs a reason."),
        "monitoring.mark.future": _("The mark ends in the future; mark what has been."),
        "monitoring.mark.late": _(
            "The mark begins more than {days} days ago; data can be marked for {days} days."
        ),
        "monitoring.mark.overlap": _("The outlet is marked already in part of this period."),
        "monitoring.mark.unknown": _("This mark is not there any more."),
        "outbox.too_many": _(
            "This station has {waiting} commands waiting already; wait for their answers."
        ),
        "outbox.unavailable": _("The outbox cannot be used now; try again, and look at the disk."),
    }
