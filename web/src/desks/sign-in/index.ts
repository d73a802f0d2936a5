export { Callback, Home, NoSuchPage, SignedOut } from './doors.tsx'
export { Login } from './login.tsx'
