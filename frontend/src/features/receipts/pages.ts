import "@/styles/light/receipts.css";

export { MyReceipt } from "./MyReceipt";
export { VerifyReceipt } from "./VerifyReceipt";
