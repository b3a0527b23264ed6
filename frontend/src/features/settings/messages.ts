export const messages = {
  title: "Settings",
  below: "How check-ins are judged in your organisation, and when students are warned.",
  loading: "Loading the settings",
};
