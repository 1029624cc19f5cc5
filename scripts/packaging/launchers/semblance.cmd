@echo off
rem The command line of the installed app: "semblance index DIR".
rem "--" keeps what follows from Chromium, which has options of its own.
"%~dp0..\..\Semblance.exe" cli -- %*
exit /b %errorlevel%
