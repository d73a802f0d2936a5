export { Callback, Home, NoSuchPage } from './doors.tsx'
export { Login } from './login.tsx'
