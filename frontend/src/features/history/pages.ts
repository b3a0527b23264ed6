import "@/styles/light/history.css";
import "@/styles/light/history-calendar.css";
import "@/styles/light/history-rates.css";

export { CourseView } from "./CourseView";
export { History } from "./History";
