export { Callback, Home, NoSuchPage } from './screens/doors.tsx'
export { Login } from './screens/login.tsx'
