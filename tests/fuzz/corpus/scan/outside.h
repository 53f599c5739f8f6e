#include "/etc/passwd"
#include "../../x"
#include <..>
#include <a/../../b>
