"""SM3's compression (see sm3.py) for ARMv7E-M and ARMv8-M main line.

Written by `make kernels` from sim/codegen/sm3_thumb.py, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython


@micropython.asm_thumb
def compress(r0, r1, r2):
    data(4, 0x0F00E92D)  # push {r8, r9, r10, r11}
    data(2, 0xB0D0)  # sub sp, 320
    data(4, 0x0130F8CD)  # str r0, [sp, 304]
    data(4, 0x1134F8CD)  # str r1, [sp, 308]
    data(4, 0x2138F8CD)  # str r2, [sp, 312]
    data(4, 0x0FF0E890)  # ldm r0, {r4, r5, r6, r7, r8, r9, r10, r11}
    data(4, 0xF484FA94)  # rev r4, r4
    data(4, 0xF585FA95)  # rev r5, r5
    data(4, 0xF686FA96)  # rev r6, r6
    data(4, 0xF787FA97)  # rev r7, r7
    data(4, 0xF888FA98)  # rev r8, r8
    data(4, 0xF989FA99)  # rev r9, r9
    data(4, 0xFA8AFA9A)  # rev r10, r10
    data(4, 0xFB8BFA9B)  # rev r11, r11
    # block:
    data(4, 0x1210F20D)  # addw r2, sp, 272
    data(4, 0x0FF0E882)  # stm r2, {r4, r5, r6, r7, r8, r9, r10, r11}
    data(4, 0x2676EA4F)  # ror r6, r6, 9
    data(4, 0x2777EA4F)  # ror r7, r7, 9
    data(4, 0x4AFAEA4F)  # ror r10, r10, 19
    data(4, 0x4BFBEA4F)  # ror r11, r11, 19
    data(4, 0xE134F8DD)  # ldr lr, [sp, 308]
    data(4, 0x0000F20D)  # addw r0, sp, 0
    data(4, 0x0140F20D)  # addw r1, sp, 64
    # message:
    data(4, 0x2B01F81E)  # ldrb r2, [lr], 1
    data(4, 0x3B01F81E)  # ldrb r3, [lr], 1
    data(4, 0x2202EA43)  # orr r2, r3, r2, lsl 8
    data(4, 0x3B01F81E)  # ldrb r3, [lr], 1
    data(4, 0x2202EA43)  # orr r2, r3, r2, lsl 8
    data(4, 0x3B01F81E)  # ldrb r3, [lr], 1
    data(4, 0x2202EA43)  # orr r2, r3, r2, lsl 8
    data(4, 0x2B04F840)  # str r2, [r0], 4
    data(4, 0x0F01EBB0)  # cmp r0, r1
    data(4, 0xAFECF47F)  # bne message
    data(4, 0xE134F8CD)  # str lr, [sp, 308]
    data(4, 0x0000F20D)  # addw r0, sp, 0
    data(4, 0x01D0F20D)  # addw r1, sp, 208
    # expansion:
    data(4, 0x2300E9D0)  # ldrd r2, r3, [r0, 0]
    data(4, 0xCE07E9D0)  # ldrd r12, lr, [r0, 28]
    data(4, 0x020CEA82)  # eor r2, r2, r12
    data(4, 0x030EEA83)  # eor r3, r3, lr
    data(4, 0xCE0DE9D0)  # ldrd r12, lr, [r0, 52]
    data(4, 0x427CEA82)  # eor r2, r2, r12, ror 17
    data(4, 0x437EEA83)  # eor r3, r3, lr, ror 17
    data(4, 0x4C72EA82)  # eor r12, r2, r2, ror 17
    data(4, 0x2272EA8C)  # eor r2, r12, r2, ror 9
    data(4, 0x4E73EA83)  # eor lr, r3, r3, ror 17
    data(4, 0x2373EA8E)  # eor r3, lr, r3, ror 9
    data(4, 0xCE03E9D0)  # ldrd r12, lr, [r0, 12]
    data(4, 0x627CEA82)  # eor r2, r2, r12, ror 25
    data(4, 0x637EEA83)  # eor r3, r3, lr, ror 25
    data(4, 0xCE0AE9D0)  # ldrd r12, lr, [r0, 40]
    data(4, 0x020CEA82)  # eor r2, r2, r12
    data(4, 0x030EEA83)  # eor r3, r3, lr
    data(4, 0x2310E9C0)  # strd r2, r3, [r0, 64]
    data(4, 0x0008F100)  # add r0, r0, 8
    data(4, 0x0F01EBB0)  # cmp r0, r1
    data(4, 0xAFD6F47F)  # bne expansion
    data(4, 0x0000F20D)  # addw r0, sp, 0
    data(4, 0x5E19F244)  # movw lr, 0x4519
    data(4, 0x1ECCF6C7)  # movt lr, 0x79CC
    data(4, 0x0140F20D)  # addw r1, sp, 64
    # first:
    data(4, 0x020EEB08)  # add r2, r8, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5234EB02)  # add r2, r2, r4, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x0308EA89)  # eor r3, r9, r8
    data(4, 0x337AEA83)  # eor r3, r3, r10, ror 13
    data(4, 0x337BEB03)  # add r3, r3, r11, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x5BF3EA83)  # eor r11, r3, r3, ror 23
    data(4, 0x3BF3EA8B)  # eor r11, r11, r3, ror 15
    data(4, 0x5234EA82)  # eor r2, r2, r4, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0305EA84)  # eor r3, r4, r5
    data(4, 0x53F6EA83)  # eor r3, r3, r6, ror 23
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x57F7EB02)  # add r7, r2, r7, ror 23
    data(4, 0x020EEB0B)  # add r2, r11, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5237EB02)  # add r2, r2, r7, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x030BEA88)  # eor r3, r8, r11
    data(4, 0x3379EA83)  # eor r3, r3, r9, ror 13
    data(4, 0x337AEB03)  # add r3, r3, r10, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x5AF3EA83)  # eor r10, r3, r3, ror 23
    data(4, 0x3AF3EA8A)  # eor r10, r10, r3, ror 15
    data(4, 0x5237EA82)  # eor r2, r2, r7, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0304EA87)  # eor r3, r7, r4
    data(4, 0x53F5EA83)  # eor r3, r3, r5, ror 23
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x56F6EB02)  # add r6, r2, r6, ror 23
    data(4, 0x020EEB0A)  # add r2, r10, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5236EB02)  # add r2, r2, r6, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x030AEA8B)  # eor r3, r11, r10
    data(4, 0x3378EA83)  # eor r3, r3, r8, ror 13
    data(4, 0x3379EB03)  # add r3, r3, r9, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x59F3EA83)  # eor r9, r3, r3, ror 23
    data(4, 0x39F3EA89)  # eor r9, r9, r3, ror 15
    data(4, 0x5236EA82)  # eor r2, r2, r6, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0307EA86)  # eor r3, r6, r7
    data(4, 0x53F4EA83)  # eor r3, r3, r4, ror 23
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x55F5EB02)  # add r5, r2, r5, ror 23
    data(4, 0x020EEB09)  # add r2, r9, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5235EB02)  # add r2, r2, r5, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x0309EA8A)  # eor r3, r10, r9
    data(4, 0x337BEA83)  # eor r3, r3, r11, ror 13
    data(4, 0x3378EB03)  # add r3, r3, r8, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x58F3EA83)  # eor r8, r3, r3, ror 23
    data(4, 0x38F3EA88)  # eor r8, r8, r3, ror 15
    data(4, 0x5235EA82)  # eor r2, r2, r5, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0306EA85)  # eor r3, r5, r6
    data(4, 0x53F7EA83)  # eor r3, r3, r7, ror 23
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x54F4EB02)  # add r4, r2, r4, ror 23
    data(4, 0x0F01EBB0)  # cmp r0, r1
    data(4, 0xAF5CF47F)  # bne first
    data(4, 0x2E87F647)  # movw lr, 0x7A87
    data(4, 0x5E8AF6C9)  # movt lr, 0x9D8A
    data(4, 0x1100F20D)  # addw r1, sp, 256
    # late:
    data(4, 0x020EEB08)  # add r2, r8, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5234EB02)  # add r2, r2, r4, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x337AEA89)  # eor r3, r9, r10, ror 13
    data(4, 0x0308EA03)  # and r3, r3, r8
    data(4, 0x337AEA83)  # eor r3, r3, r10, ror 13
    data(4, 0x337BEB03)  # add r3, r3, r11, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x5BF3EA83)  # eor r11, r3, r3, ror 23
    data(4, 0x3BF3EA8B)  # eor r11, r11, r3, ror 15
    data(4, 0x5234EA82)  # eor r2, r2, r4, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0305EA44)  # orr r3, r4, r5
    data(4, 0x53F6EA03)  # and r3, r3, r6, ror 23
    data(4, 0x0C05EA04)  # and r12, r4, r5
    data(4, 0x030CEA43)  # orr r3, r3, r12
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x57F7EB02)  # add r7, r2, r7, ror 23
    data(4, 0x020EEB0B)  # add r2, r11, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5237EB02)  # add r2, r2, r7, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x3379EA88)  # eor r3, r8, r9, ror 13
    data(4, 0x030BEA03)  # and r3, r3, r11
    data(4, 0x3379EA83)  # eor r3, r3, r9, ror 13
    data(4, 0x337AEB03)  # add r3, r3, r10, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x5AF3EA83)  # eor r10, r3, r3, ror 23
    data(4, 0x3AF3EA8A)  # eor r10, r10, r3, ror 15
    data(4, 0x5237EA82)  # eor r2, r2, r7, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0304EA47)  # orr r3, r7, r4
    data(4, 0x53F5EA03)  # and r3, r3, r5, ror 23
    data(4, 0x0C04EA07)  # and r12, r7, r4
    data(4, 0x030CEA43)  # orr r3, r3, r12
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x56F6EB02)  # add r6, r2, r6, ror 23
    data(4, 0x020EEB0A)  # add r2, r10, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5236EB02)  # add r2, r2, r6, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x3378EA8B)  # eor r3, r11, r8, ror 13
    data(4, 0x030AEA03)  # and r3, r3, r10
    data(4, 0x3378EA83)  # eor r3, r3, r8, ror 13
    data(4, 0x3379EB03)  # add r3, r3, r9, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x59F3EA83)  # eor r9, r3, r3, ror 23
    data(4, 0x39F3EA89)  # eor r9, r9, r3, ror 15
    data(4, 0x5236EA82)  # eor r2, r2, r6, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0307EA46)  # orr r3, r6, r7
    data(4, 0x53F4EA03)  # and r3, r3, r4, ror 23
    data(4, 0x0C07EA06)  # and r12, r6, r7
    data(4, 0x030CEA43)  # orr r3, r3, r12
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x55F5EB02)  # add r5, r2, r5, ror 23
    data(4, 0x020EEB09)  # add r2, r9, lr
    data(4, 0x7EFEEA4F)  # ror lr, lr, 31
    data(4, 0x5235EB02)  # add r2, r2, r5, ror 20
    data(4, 0x6272EA4F)  # ror r2, r2, 25
    data(4, 0xCB04F850)  # ldr r12, [r0], 4
    data(4, 0x337BEA8A)  # eor r3, r10, r11, ror 13
    data(4, 0x0309EA03)  # and r3, r3, r9
    data(4, 0x337BEA83)  # eor r3, r3, r11, ror 13
    data(4, 0x3378EB03)  # add r3, r3, r8, ror 13
    data(4, 0x0302EB03)  # add r3, r3, r2
    data(4, 0x030CEB03)  # add r3, r3, r12
    data(4, 0x58F3EA83)  # eor r8, r3, r3, ror 23
    data(4, 0x38F3EA88)  # eor r8, r8, r3, ror 15
    data(4, 0x5235EA82)  # eor r2, r2, r5, ror 20
    data(4, 0x300CF8D0)  # ldr r3, [r0, 12]
    data(4, 0x0C03EA8C)  # eor r12, r12, r3
    data(4, 0x020CEB02)  # add r2, r2, r12
    data(4, 0x0306EA45)  # orr r3, r5, r6
    data(4, 0x53F7EA03)  # and r3, r3, r7, ror 23
    data(4, 0x0C06EA05)  # and r12, r5, r6
    data(4, 0x030CEA43)  # orr r3, r3, r12
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0x54F4EB02)  # add r4, r2, r4, ror 23
    data(4, 0x0F01EBB0)  # cmp r0, r1
    data(4, 0xAF44F47F)  # bne late
    data(4, 0x2344E9DD)  # ldrd r2, r3, [sp, 272]
    data(4, 0x0404EA82)  # eor r4, r2, r4
    data(4, 0x0505EA83)  # eor r5, r3, r5
    data(4, 0x2346E9DD)  # ldrd r2, r3, [sp, 280]
    data(4, 0x56F6EA82)  # eor r6, r2, r6, ror 23
    data(4, 0x57F7EA83)  # eor r7, r3, r7, ror 23
    data(4, 0x2348E9DD)  # ldrd r2, r3, [sp, 288]
    data(4, 0x0808EA82)  # eor r8, r2, r8
    data(4, 0x0909EA83)  # eor r9, r3, r9
    data(4, 0x234AE9DD)  # ldrd r2, r3, [sp, 296]
    data(4, 0x3A7AEA82)  # eor r10, r2, r10, ror 13
    data(4, 0x3B7BEA83)  # eor r11, r3, r11, ror 13
    data(4, 0x2138F8DD)  # ldr r2, [sp, 312]
    data(4, 0x0201F1B2)  # subs r2, r2, 1
    data(4, 0x2138F8CD)  # str r2, [sp, 312]
    data(4, 0xAE1CF47F)  # bne block
    data(4, 0x2130F8DD)  # ldr r2, [sp, 304]
    data(4, 0xF484FA94)  # rev r4, r4
    data(4, 0xF585FA95)  # rev r5, r5
    data(4, 0xF686FA96)  # rev r6, r6
    data(4, 0xF787FA97)  # rev r7, r7
    data(4, 0xF888FA98)  # rev r8, r8
    data(4, 0xF989FA99)  # rev r9, r9
    data(4, 0xFA8AFA9A)  # rev r10, r10
    data(4, 0xFB8BFA9B)  # rev r11, r11
    data(4, 0x0FF0E882)  # stm r2, {r4, r5, r6, r7, r8, r9, r10, r11}
    data(2, 0xB050)  # add sp, 320
    data(4, 0x0F00E8BD)  # pop {r8, r9, r10, r11}
