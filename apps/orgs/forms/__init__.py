"""Forms of the admin site about organisations."""

from apps.orgs.forms.organization import OrganizationForm
from apps.orgs.forms.policy import POLICY_FIELDS, policy_fieldsets

__all__ = ["POLICY_FIELDS", "OrganizationForm", "policy_fieldsets"]
