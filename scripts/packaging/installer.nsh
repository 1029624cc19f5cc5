; "Open with Semblance" in the menu of a folder.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Directory\shell\Semblance" "" "Open with Semblance"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\Semblance" "Icon" "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\Semblance\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\Directory\shell\Semblance"
!macroend
