import "@/styles/light/passwords.css";

export { AcceptInvitation } from "./AcceptInvitation";
export { ChoosePassword } from "./ChoosePassword";
export { FirstPassword } from "./FirstPassword";
export { ForgotPassword } from "./ForgotPassword";
export { ResetPassword } from "./ResetPassword";
export { Security } from "./Security";
export { VerifyEmail } from "./VerifyEmail";
