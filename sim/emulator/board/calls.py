"""Numbers of the calls from a board's modules to the chip model: the one list both sides read.

On the board side `calls.NAME` is replaced by its number before the module is compiled, so the names cost no
heap. A call carries two integers, may hand bytes out and take bytes in, and answers an integer; below zero it
is an errno.
"""

# the processor: what the boot code reports, and how it asks to begin anew
HELLO = 1  # takes the board's description
REPL = 2  # boot.py and main.py are over; a prompt follows
SOFT_RESET = 3
RESET = 4
INTERRUPT_CHAR = 5  # a: the character that interrupts, -1 none
DUPTERM = 6  # a: 1 when the USB serial is attached to the REPL
READY = 8  # the file system is mounted; boot.py follows
INTERRUPT_MASK = 7  # a: 1 when interrupts are off; answers what it was
PASS = 9  # what is due by now, by this VM's count of its work
SLEEP = 10  # a: nanoseconds; answered earlier when something interrupts
KEYBOARD = 11  # an interrupt character has come; answered in the VM's own process
IDLE = 12  # as SLEEP, of a firmware that has nothing to do

# pins
PIN_FIND = 16  # gives a name; answers the pin's index
PIN_MODE = 17  # a: pin, b: mode | pull << 8 | (1 + value) << 16
PIN_SET = 18  # a: pin, b: level
PIN_IRQ = 19  # a: pin, b: trigger | line << 8
PWM = 20  # a: pin, b: frequency << 16 | duty; frequency 0 ends it

# serial lines
UART_OPEN = 32  # a: number; gives baud, tx, rx, rxbuf, txbuf as uint32
UART_CLOSE = 33
UART_ANY = 34
UART_READ = 35
UART_WRITE = 36
UART_BUSY = 37  # answers the microseconds until the last bit has left
UART_IRQ = 38  # a: number, b: trigger | line << 8

# bus, clock, counters
I2C = 48  # a: sda | scl << 8 | writing << 16, b: address | clock rate << 8; writes what it gives, then reads
TIMER = 56  # a: line, b: microseconds, 0 stops; a | 0x10000 repeats
RTC = 60  # a: microseconds since 1970
WATCHDOG = 62  # a: milliseconds

# flash
ERASE = 64  # a: block
PROGRAM = 65  # a: offset in bytes

# registers by address
MEM_READ = 72  # a: address, b: width in bits
MEM_WRITE = 73  # a: address, b: value | width << 32

# programmable IO
PIO_INIT = 80  # a: state machine; gives the words of its configuration and program
PIO_ACTIVE = 81  # a: state machine, b: 0 off, 1 on, 2 ask
PIO_RESTART = 82
PIO_EXEC = 83  # b: instruction
PIO_PUT = 84  # b: word; -EAGAIN when the FIFO is full
PIO_GET = 85  # -EAGAIN when the FIFO is empty
PIO_FIFO = 86  # answers rx | tx << 8
PIO_IRQ = 87  # a: block, b: mask | line << 8
PIO_FLAGS = 88  # a: block; answers and clears the flags that interrupted

# direct memory access; a: channel, b: value
DMA_CLAIM = 96
DMA_FREE = 97
DMA_SET = 98  # a: channel | register << 8, b: value
DMA_GET = 99  # a: channel | register << 8

# remote-control transmitter of the ESP32
RMT_WRITE = 112  # a: pin, b: idle level; gives level << 31 | nanoseconds as uint32 pairs
RMT_BUSY = 113  # a: pin; answers the microseconds left
RMT_STOP = 114  # a: pin

CAMERA = 120  # takes the payload in view, if any; answers its length, and hands out nothing when that is more

# WLAN; a call answers its status, or a number of the port's
WLAN_ACTIVE = 128  # a: 2 on, 1 off, 0 ask; answers whether it is on
WLAN_CONNECT = 129  # a: bytes of the name; gives name, password and a byte more
WLAN_DISCONNECT = 130
WLAN_STATUS = 131

# sockets, TCP alone; a: its number
SOCKET_OPEN = 136  # answers the number
SOCKET_CONNECT = 137  # b: port; gives the address in digits
SOCKET_CONNECTED = 138  # 0 once it is
SOCKET_SEND = 139  # answers how many it took
SOCKET_RECV = 140  # answers how many came, 0 when the other end has closed
SOCKET_POLL = 141  # b: events; answers those that are
SOCKET_CLOSE = 142
