"""What people fill in: rule sets, decisions, facts, what might be."""

from copark.synergy.forms.decisions import DecisionForm, FactForm
from copark.synergy.forms.rulesets import RuleSetForm
from copark.synergy.forms.whatif import MarginForm, WhatIfForm

__all__ = ["DecisionForm", "FactForm", "MarginForm", "RuleSetForm", "WhatIfForm"]
