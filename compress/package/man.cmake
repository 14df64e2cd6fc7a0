# Makes man pages of what programs say of themselves: cmake -DASRG=FILE [-DVIEWER=FILE] -DVERSION=X -DOUT=FOLDER -P man.cmake
# asrg.1, one asrg-COMMAND.1 each, and asrg-view.1.

function(write_page name program)
  execute_process(COMMAND ${program} ${ARGN} --help OUTPUT_VARIABLE text RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${program} ${ARGN} --help ended with ${status}")
  endif()
  # The first line says what it is. Semicolons and brackets would end up in lists.
  string(REGEX MATCH "^[^\n]*" summary "${text}")
  string(REGEX REPLACE "^asrg[-a-z]* " "" summary "${summary}")
  string(REPLACE "\\" "\\e" text "${text}")
  string(REPLACE "-" "\\-" text "${text}")
  string(REGEX REPLACE "\n([.'])" "\n\\\\&\\1" text "${text}")
  string(REPLACE "-" "\\-" summary "${summary}")
  string(TOUPPER "${name}" title)
  file(WRITE "${OUT}/${name}.1" ".TH ${title} 1 \"\" \"AdaSRG ${VERSION}\"\n.SH NAME\n${name} \\- ${summary}\n.SH DESCRIPTION\n.nf\n${text}.fi\n")
  set(help "${text}" PARENT_SCOPE)
endfunction()

file(MAKE_DIRECTORY "${OUT}")
write_page(asrg ${ASRG})
# The commands stand indented below "Subcommands:".
string(REGEX REPLACE ".*\nSubcommands:\n" "" commands "${help}")
string(REGEX MATCHALL "(^|\n)  [a-z]+ " commands "${commands}")
foreach(command ${commands})
  string(STRIP "${command}" command)
  write_page(asrg-${command} ${ASRG} ${command})
endforeach()
if(VIEWER)
  write_page(asrg-view ${VIEWER})
endif()
