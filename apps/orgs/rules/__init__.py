"""Pure rules of organisations: the policy, and what its settings mean in words."""

from apps.orgs.rules.policy import LIMITS, Policy, PolicyError

__all__ = ["LIMITS", "Policy", "PolicyError"]
