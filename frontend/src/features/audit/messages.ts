export const messages = {
  title: "Audit trail",
  below:
    "Who did what, when and from which network. Sign-ins are kept for 90 days, the rest for a year.",
  search: "Search by person, thing or words",
  action: "What was done",
  everything: "Everything",
  from: "From",
  to: "Until",
  loading: "Loading the audit trail",
  entries: "Entries of the audit trail",
  nobody: "Unknown person",
  platform: "Platform staff",
  network: (network: string) => `from ${network}`,
  more: "Show older entries",
  end: "These are all.",
  empty: "Nothing matches",
  emptyText: "Choose other days or another kind, or search for less.",
};
