"""The field machine (see program.py) for ARMv7E-M and ARMv8-M main line.

Written by `make kernels` from sim/codegen/thumb.py, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

R_BITS = 256


@micropython.asm_thumb
def run(r0, r1, r2):
    data(4, 0x4F00E92D)  # push {r8, r9, r10, r11, lr}
    data(2, 0xB098)  # sub sp, 96
    data(4, 0x004CF8CD)  # str r0, [sp, 76]
    data(4, 0x1044F8CD)  # str r1, [sp, 68]
    data(4, 0x0002EB00)  # add r0, r0, r2
    data(4, 0x0040F8CD)  # str r0, [sp, 64]
    # next:
    data(4, 0x0210E9DD)  # ldrd r0, r2, [sp, 64]
    data(4, 0x1B04F850)  # ldr r1, [r0], 4
    data(4, 0x0040F8CD)  # str r0, [sp, 64]
    data(4, 0x2307F3C1)  # ubfx r3, r1, 8, 8
    data(4, 0x1C43EB02)  # add r12, r2, r3, lsl 5
    data(4, 0x4307F3C1)  # ubfx r3, r1, 16, 8
    data(4, 0x1843EB02)  # add r8, r2, r3, lsl 5
    data(2, 0x0E0B)  # lsrs r3, r1, 24
    data(4, 0x1E43EB02)  # add lr, r2, r3, lsl 5
    data(4, 0x0307F3C1)  # ubfx r3, r1, 0, 8
    data(4, 0xF013E8DF)  # tbh pc, r3
    data(2, 0x0330)  # to halt
    data(2, 0x0193)  # to product
    data(2, 0x0008)  # to addition
    data(2, 0x0028)  # to subtraction
    data(2, 0x0058)  # to call
    data(2, 0x006F)  # to return
    data(2, 0x0069)  # to load
    data(2, 0x007F)  # to square
    # addition:
    data(4, 0x00FFE898)  # ldm r8, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x9A00E9DE)  # ldrd r9, r10, [lr, 0]
    data(4, 0x0009EB10)  # adds r0, r0, r9
    data(4, 0x010AEB51)  # adcs r1, r1, r10
    data(4, 0x9A02E9DE)  # ldrd r9, r10, [lr, 8]
    data(4, 0x0209EB52)  # adcs r2, r2, r9
    data(4, 0x030AEB53)  # adcs r3, r3, r10
    data(4, 0x9A04E9DE)  # ldrd r9, r10, [lr, 16]
    data(4, 0x0409EB54)  # adcs r4, r4, r9
    data(4, 0x050AEB55)  # adcs r5, r5, r10
    data(4, 0x9A06E9DE)  # ldrd r9, r10, [lr, 24]
    data(4, 0x0609EB56)  # adcs r6, r6, r9
    data(4, 0x070AEB57)  # adcs r7, r7, r10
    data(4, 0x0900F04F)  # mov r9, 0
    data(4, 0x0900F149)  # adc r9, r9, 0
    data(4, 0xBAE8F000)  # b sum
    # subtraction:
    data(4, 0x00FFE898)  # ldm r8, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x9A00E9DE)  # ldrd r9, r10, [lr, 0]
    data(4, 0x0009EBB0)  # subs r0, r0, r9
    data(4, 0x010AEB71)  # sbcs r1, r1, r10
    data(4, 0x9A02E9DE)  # ldrd r9, r10, [lr, 8]
    data(4, 0x0209EB72)  # sbcs r2, r2, r9
    data(4, 0x030AEB73)  # sbcs r3, r3, r10
    data(4, 0x9A04E9DE)  # ldrd r9, r10, [lr, 16]
    data(4, 0x0409EB74)  # sbcs r4, r4, r9
    data(4, 0x050AEB75)  # sbcs r5, r5, r10
    data(4, 0x9A06E9DE)  # ldrd r9, r10, [lr, 24]
    data(4, 0x0609EB76)  # sbcs r6, r6, r9
    data(4, 0x070AEB77)  # sbcs r7, r7, r10
    data(4, 0x8010F080)  # bcs whole
    data(4, 0x0001F1B0)  # subs r0, r0, 1
    data(4, 0x0100F171)  # sbcs r1, r1, 0
    data(4, 0x32FFF172)  # sbcs r2, r2, -1
    data(4, 0x0300F173)  # sbcs r3, r3, 0
    data(4, 0x0400F174)  # sbcs r4, r4, 0
    data(4, 0x0500F175)  # sbcs r5, r5, 0
    data(4, 0x0600F176)  # sbcs r6, r6, 0
    data(4, 0x0701F167)  # sbc r7, r7, 1
    # whole:
    data(4, 0x00FFE88C)  # stm r12, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0xBF93F7FF)  # b next
    # call:
    data(4, 0x2307F3C1)  # ubfx r3, r1, 8, 8
    data(4, 0x3054F8CD)  # str r3, [sp, 84]
    data(4, 0x0050F8CD)  # str r0, [sp, 80]
    data(2, 0x0C0B)  # lsrs r3, r1, 16
    data(4, 0x204CF8DD)  # ldr r2, [sp, 76]
    data(4, 0x0083EB02)  # add r0, r2, r3, lsl 2
    data(4, 0x0040F8CD)  # str r0, [sp, 64]
    data(4, 0x0058F8CD)  # str r0, [sp, 88]
    data(4, 0xBF82F7FF)  # b next
    # load:
    data(4, 0x00FFE898)  # ldm r8, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x00FFE88C)  # stm r12, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0xBF7CF7FF)  # b next
    # return:
    data(4, 0x3054F8DD)  # ldr r3, [sp, 84]
    data(4, 0x0301F1B3)  # subs r3, r3, 1
    data(4, 0x3054F8CD)  # str r3, [sp, 84]
    data(4, 0x0058F8DD)  # ldr r0, [sp, 88]
    data(4, 0x8002F040)  # bne again
    data(4, 0x0050F8DD)  # ldr r0, [sp, 80]
    # again:
    data(4, 0x0040F8CD)  # str r0, [sp, 64]
    data(4, 0xBF6CF7FF)  # b next
    # square:
    data(4, 0xC048F8CD)  # str r12, [sp, 72]
    data(4, 0x00FFE898)  # ldm r8, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0xCE00FBA0)  # umull r12, lr, r0, r0
    data(4, 0x7BE0EA01)  # and r11, r1, r0, asr 31
    data(4, 0x0000EB10)  # adds r0, r0, r0
    data(4, 0x0A00F04F)  # mov r10, 0
    data(4, 0xAE61FBE0)  # umaal r10, lr, r0, r1
    data(4, 0xCA00E9CD)  # strd r12, r10, [sp, 0]
    data(4, 0xBE62FBE0)  # umaal r11, lr, r0, r2
    data(4, 0x0A00F04F)  # mov r10, 0
    data(4, 0xBA61FBE1)  # umaal r11, r10, r1, r1
    data(4, 0x7CE1EA02)  # and r12, r2, r1, asr 31
    data(4, 0x0101EB51)  # adcs r1, r1, r1
    data(4, 0x0900F04F)  # mov r9, 0
    data(4, 0x9E63FBE0)  # umaal r9, lr, r0, r3
    data(4, 0x9A62FBE1)  # umaal r9, r10, r1, r2
    data(4, 0xB902E9CD)  # strd r11, r9, [sp, 8]
    data(4, 0xCE64FBE0)  # umaal r12, lr, r0, r4
    data(4, 0xCA63FBE1)  # umaal r12, r10, r1, r3
    data(4, 0x0900F04F)  # mov r9, 0
    data(4, 0xC962FBE2)  # umaal r12, r9, r2, r2
    data(4, 0x7BE2EA03)  # and r11, r3, r2, asr 31
    data(4, 0x0202EB52)  # adcs r2, r2, r2
    data(4, 0x0800F04F)  # mov r8, 0
    data(4, 0x8E65FBE0)  # umaal r8, lr, r0, r5
    data(4, 0x8A64FBE1)  # umaal r8, r10, r1, r4
    data(4, 0x8963FBE2)  # umaal r8, r9, r2, r3
    data(4, 0xC804E9CD)  # strd r12, r8, [sp, 16]
    data(4, 0xBE66FBE0)  # umaal r11, lr, r0, r6
    data(4, 0xBA65FBE1)  # umaal r11, r10, r1, r5
    data(4, 0xB964FBE2)  # umaal r11, r9, r2, r4
    data(4, 0x0800F04F)  # mov r8, 0
    data(4, 0xB863FBE3)  # umaal r11, r8, r3, r3
    data(4, 0xB018F8CD)  # str r11, [sp, 24]
    data(4, 0x7BE3EA04)  # and r11, r4, r3, asr 31
    data(4, 0x0303EB53)  # adcs r3, r3, r3
    data(4, 0x0C00F04F)  # mov r12, 0
    data(4, 0xCE67FBE0)  # umaal r12, lr, r0, r7
    data(4, 0xCA66FBE1)  # umaal r12, r10, r1, r6
    data(4, 0xC965FBE2)  # umaal r12, r9, r2, r5
    data(4, 0xC864FBE3)  # umaal r12, r8, r3, r4
    data(4, 0xC01CF8CD)  # str r12, [sp, 28]
    data(4, 0xBE67FBE1)  # umaal r11, lr, r1, r7
    data(4, 0xBA66FBE2)  # umaal r11, r10, r2, r6
    data(4, 0xB965FBE3)  # umaal r11, r9, r3, r5
    data(4, 0xB864FBE4)  # umaal r11, r8, r4, r4
    data(4, 0x71E4EA05)  # and r1, r5, r4, asr 31
    data(4, 0x0404EB54)  # adcs r4, r4, r4
    data(4, 0x8E67FBE2)  # umaal r8, lr, r2, r7
    data(4, 0x8A66FBE3)  # umaal r8, r10, r3, r6
    data(4, 0x8965FBE4)  # umaal r8, r9, r4, r5
    data(4, 0xB808E9CD)  # strd r11, r8, [sp, 32]
    data(4, 0x1E67FBE3)  # umaal r1, lr, r3, r7
    data(4, 0x1A66FBE4)  # umaal r1, r10, r4, r6
    data(4, 0x1965FBE5)  # umaal r1, r9, r5, r5
    data(4, 0x73E5EA06)  # and r3, r6, r5, asr 31
    data(4, 0x0505EB55)  # adcs r5, r5, r5
    data(4, 0x9E67FBE4)  # umaal r9, lr, r4, r7
    data(4, 0x9A66FBE5)  # umaal r9, r10, r5, r6
    data(4, 0x190AE9CD)  # strd r1, r9, [sp, 40]
    data(4, 0x3E67FBE5)  # umaal r3, lr, r5, r7
    data(4, 0x3A66FBE6)  # umaal r3, r10, r6, r6
    data(4, 0x75E6EA07)  # and r5, r7, r6, asr 31
    data(4, 0x0606EB56)  # adcs r6, r6, r6
    data(4, 0xAE67FBE6)  # umaal r10, lr, r6, r7
    data(4, 0x3A0CE9CD)  # strd r3, r10, [sp, 48]
    data(4, 0x5E67FBE7)  # umaal r5, lr, r7, r7
    data(4, 0x5E0EE9CD)  # strd r5, lr, [sp, 56]
    data(4, 0x00FFE89D)  # ldm sp, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x0A00F04F)  # mov r10, 0
    data(4, 0x0800EBB1)  # subs r8, r1, r0
    data(4, 0x0A01EB7A)  # sbcs r10, r10, r1
    data(4, 0x0B0BEB6B)  # sbc r11, r11, r11
    data(4, 0x0200EB12)  # adds r2, r2, r0
    data(4, 0x0308EB53)  # adcs r3, r3, r8
    data(4, 0x040AEB54)  # adcs r4, r4, r10
    data(4, 0x050BEB55)  # adcs r5, r5, r11
    data(4, 0x060BEB56)  # adcs r6, r6, r11
    data(4, 0x070BEB57)  # adcs r7, r7, r11
    data(4, 0x0900F14B)  # adc r9, r11, 0
    data(4, 0x0700EBB7)  # subs r7, r7, r0
    data(4, 0x0900F169)  # sbc r9, r9, 0
    data(4, 0x0A00F04F)  # mov r10, 0
    data(4, 0x0802EBB3)  # subs r8, r3, r2
    data(4, 0x0A03EB7A)  # sbcs r10, r10, r3
    data(4, 0x0B0BEB6B)  # sbc r11, r11, r11
    data(4, 0x0402EB14)  # adds r4, r4, r2
    data(4, 0x0508EB55)  # adcs r5, r5, r8
    data(4, 0x060AEB56)  # adcs r6, r6, r10
    data(4, 0x070BEB57)  # adcs r7, r7, r11
    data(4, 0x090BEB49)  # adc r9, r9, r11
    data(4, 0x0A00F04F)  # mov r10, 0
    data(4, 0x0804EBB5)  # subs r8, r5, r4
    data(4, 0x0A05EB7A)  # sbcs r10, r10, r5
    data(4, 0x0B0BEB6B)  # sbc r11, r11, r11
    data(4, 0x0604EB16)  # adds r6, r6, r4
    data(4, 0x0708EB57)  # adcs r7, r7, r8
    data(4, 0x0E0AEB59)  # adcs lr, r9, r10
    data(4, 0x7CE9EB4B)  # adc r12, r11, r9, asr 31
    data(4, 0x0A00F04F)  # mov r10, 0
    data(4, 0x0806EBB7)  # subs r8, r7, r6
    data(4, 0x0A07EB7A)  # sbcs r10, r10, r7
    data(4, 0x0B0BEB6B)  # sbc r11, r11, r11
    data(4, 0x0E06EB1E)  # adds lr, lr, r6
    data(4, 0x080CEB58)  # adcs r8, r8, r12
    data(4, 0x7AECEB5A)  # adcs r10, r10, r12, asr 31
    data(4, 0x7BECEB4B)  # adc r11, r11, r12, asr 31
    data(4, 0x0001EBB0)  # subs r0, r0, r1
    data(4, 0x0102EB71)  # sbcs r1, r1, r2
    data(4, 0x0203EB72)  # sbcs r2, r2, r3
    data(4, 0x0304EB73)  # sbcs r3, r3, r4
    data(4, 0x0405EB74)  # sbcs r4, r4, r5
    data(4, 0x0506EB75)  # sbcs r5, r5, r6
    data(4, 0x0607EB76)  # sbcs r6, r6, r7
    data(4, 0x0700F167)  # sbc r7, r7, 0
    data(4, 0x000EEB10)  # adds r0, r0, lr
    data(4, 0x0108EB51)  # adcs r1, r1, r8
    data(4, 0x020AEB52)  # adcs r2, r2, r10
    data(4, 0x030BEB53)  # adcs r3, r3, r11
    data(4, 0x040BEB54)  # adcs r4, r4, r11
    data(4, 0x050BEB55)  # adcs r5, r5, r11
    data(4, 0x060BEB56)  # adcs r6, r6, r11
    data(4, 0x070BEB57)  # adcs r7, r7, r11
    data(4, 0x0900F14B)  # adc r9, r11, 0
    data(4, 0xAB08E9DD)  # ldrd r10, r11, [sp, 32]
    data(4, 0x000AEB10)  # adds r0, r0, r10
    data(4, 0x010BEB51)  # adcs r1, r1, r11
    data(4, 0xAB0AE9DD)  # ldrd r10, r11, [sp, 40]
    data(4, 0x020AEB52)  # adcs r2, r2, r10
    data(4, 0x030BEB53)  # adcs r3, r3, r11
    data(4, 0xAB0CE9DD)  # ldrd r10, r11, [sp, 48]
    data(4, 0x040AEB54)  # adcs r4, r4, r10
    data(4, 0x050BEB55)  # adcs r5, r5, r11
    data(4, 0xAB0EE9DD)  # ldrd r10, r11, [sp, 56]
    data(4, 0x060AEB56)  # adcs r6, r6, r10
    data(4, 0x070BEB57)  # adcs r7, r7, r11
    data(4, 0x0900F149)  # adc r9, r9, 0
    data(4, 0xB97BF000)  # b reduced
    # product:
    data(4, 0xC048F8CD)  # str r12, [sp, 72]
    data(4, 0x00FFE898)  # ldm r8, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x00FFE88D)  # stm sp, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x2600)  # movs r6, 0
    data(2, 0x2700)  # movs r7, 0
    data(4, 0x0800F04F)  # mov r8, 0
    data(4, 0x0900F04F)  # mov r9, 0
    data(4, 0xA000F8DD)  # ldr r10, [sp, 0]
    data(2, 0x2000)  # movs r0, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x206BFBEA)  # umaal r2, r0, r10, r11
    data(4, 0x306CFBEA)  # umaal r3, r0, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x406BFBEA)  # umaal r4, r0, r10, r11
    data(4, 0x506CFBEA)  # umaal r5, r0, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x606BFBEA)  # umaal r6, r0, r10, r11
    data(4, 0x706CFBEA)  # umaal r7, r0, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x806BFBEA)  # umaal r8, r0, r10, r11
    data(4, 0x906CFBEA)  # umaal r9, r0, r10, r12
    data(4, 0xA004F8DD)  # ldr r10, [sp, 4]
    data(2, 0x2100)  # movs r1, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x316BFBEA)  # umaal r3, r1, r10, r11
    data(4, 0x416CFBEA)  # umaal r4, r1, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x516BFBEA)  # umaal r5, r1, r10, r11
    data(4, 0x616CFBEA)  # umaal r6, r1, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x716BFBEA)  # umaal r7, r1, r10, r11
    data(4, 0x816CFBEA)  # umaal r8, r1, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x916BFBEA)  # umaal r9, r1, r10, r11
    data(4, 0x016CFBEA)  # umaal r0, r1, r10, r12
    data(4, 0x0B00F04F)  # mov r11, 0
    data(4, 0x0A02EBB3)  # subs r10, r3, r2
    data(4, 0x0B03EB7B)  # sbcs r11, r11, r3
    data(4, 0x0C0CEB6C)  # sbc r12, r12, r12
    data(2, 0x2300)  # movs r3, 0
    data(4, 0x0402EB14)  # adds r4, r4, r2
    data(4, 0x050AEB55)  # adcs r5, r5, r10
    data(4, 0x060BEB56)  # adcs r6, r6, r11
    data(4, 0x070CEB57)  # adcs r7, r7, r12
    data(4, 0x080CEB58)  # adcs r8, r8, r12
    data(4, 0x090CEB59)  # adcs r9, r9, r12
    data(4, 0x000CEB50)  # adcs r0, r0, r12
    data(4, 0x010CEB51)  # adcs r1, r1, r12
    data(4, 0x030CEB43)  # adc r3, r3, r12
    data(4, 0x0902EBB9)  # subs r9, r9, r2
    data(4, 0x000AEB70)  # sbcs r0, r0, r10
    data(4, 0x010BEB71)  # sbcs r1, r1, r11
    data(4, 0x030CEB63)  # sbc r3, r3, r12
    data(4, 0xA008F8DD)  # ldr r10, [sp, 8]
    data(2, 0x2200)  # movs r2, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x426BFBEA)  # umaal r4, r2, r10, r11
    data(4, 0x526CFBEA)  # umaal r5, r2, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x626BFBEA)  # umaal r6, r2, r10, r11
    data(4, 0x726CFBEA)  # umaal r7, r2, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x826BFBEA)  # umaal r8, r2, r10, r11
    data(4, 0x926CFBEA)  # umaal r9, r2, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x026BFBEA)  # umaal r0, r2, r10, r11
    data(4, 0x126CFBEA)  # umaal r1, r2, r10, r12
    data(4, 0x0203EB02)  # add r2, r2, r3
    data(4, 0xA00CF8DD)  # ldr r10, [sp, 12]
    data(2, 0x2300)  # movs r3, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x536BFBEA)  # umaal r5, r3, r10, r11
    data(4, 0x636CFBEA)  # umaal r6, r3, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x736BFBEA)  # umaal r7, r3, r10, r11
    data(4, 0x836CFBEA)  # umaal r8, r3, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x936BFBEA)  # umaal r9, r3, r10, r11
    data(4, 0x036CFBEA)  # umaal r0, r3, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x136BFBEA)  # umaal r1, r3, r10, r11
    data(4, 0x236CFBEA)  # umaal r2, r3, r10, r12
    data(4, 0x0B00F04F)  # mov r11, 0
    data(4, 0x0A04EBB5)  # subs r10, r5, r4
    data(4, 0x0B05EB7B)  # sbcs r11, r11, r5
    data(4, 0x0C0CEB6C)  # sbc r12, r12, r12
    data(2, 0x2500)  # movs r5, 0
    data(4, 0x0604EB16)  # adds r6, r6, r4
    data(4, 0x070AEB57)  # adcs r7, r7, r10
    data(4, 0x080BEB58)  # adcs r8, r8, r11
    data(4, 0x090CEB59)  # adcs r9, r9, r12
    data(4, 0x000CEB50)  # adcs r0, r0, r12
    data(4, 0x010CEB51)  # adcs r1, r1, r12
    data(4, 0x020CEB52)  # adcs r2, r2, r12
    data(4, 0x030CEB53)  # adcs r3, r3, r12
    data(4, 0x050CEB45)  # adc r5, r5, r12
    data(4, 0x0104EBB1)  # subs r1, r1, r4
    data(4, 0x020AEB72)  # sbcs r2, r2, r10
    data(4, 0x030BEB73)  # sbcs r3, r3, r11
    data(4, 0x050CEB65)  # sbc r5, r5, r12
    data(4, 0xA010F8DD)  # ldr r10, [sp, 16]
    data(2, 0x2400)  # movs r4, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x646BFBEA)  # umaal r6, r4, r10, r11
    data(4, 0x746CFBEA)  # umaal r7, r4, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x846BFBEA)  # umaal r8, r4, r10, r11
    data(4, 0x946CFBEA)  # umaal r9, r4, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x046BFBEA)  # umaal r0, r4, r10, r11
    data(4, 0x146CFBEA)  # umaal r1, r4, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x246BFBEA)  # umaal r2, r4, r10, r11
    data(4, 0x346CFBEA)  # umaal r3, r4, r10, r12
    data(4, 0x0405EB04)  # add r4, r4, r5
    data(4, 0xA014F8DD)  # ldr r10, [sp, 20]
    data(2, 0x2500)  # movs r5, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x756BFBEA)  # umaal r7, r5, r10, r11
    data(4, 0x856CFBEA)  # umaal r8, r5, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x956BFBEA)  # umaal r9, r5, r10, r11
    data(4, 0x056CFBEA)  # umaal r0, r5, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x156BFBEA)  # umaal r1, r5, r10, r11
    data(4, 0x256CFBEA)  # umaal r2, r5, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x356BFBEA)  # umaal r3, r5, r10, r11
    data(4, 0x456CFBEA)  # umaal r4, r5, r10, r12
    data(4, 0x0B00F04F)  # mov r11, 0
    data(4, 0x0A06EBB7)  # subs r10, r7, r6
    data(4, 0x0B07EB7B)  # sbcs r11, r11, r7
    data(4, 0x0C0CEB6C)  # sbc r12, r12, r12
    data(2, 0x2700)  # movs r7, 0
    data(4, 0x0806EB18)  # adds r8, r8, r6
    data(4, 0x090AEB59)  # adcs r9, r9, r10
    data(4, 0x000BEB50)  # adcs r0, r0, r11
    data(4, 0x010CEB51)  # adcs r1, r1, r12
    data(4, 0x020CEB52)  # adcs r2, r2, r12
    data(4, 0x030CEB53)  # adcs r3, r3, r12
    data(4, 0x040CEB54)  # adcs r4, r4, r12
    data(4, 0x050CEB55)  # adcs r5, r5, r12
    data(4, 0x070CEB47)  # adc r7, r7, r12
    data(4, 0x0306EBB3)  # subs r3, r3, r6
    data(4, 0x040AEB74)  # sbcs r4, r4, r10
    data(4, 0x050BEB75)  # sbcs r5, r5, r11
    data(4, 0x070CEB67)  # sbc r7, r7, r12
    data(4, 0xA018F8DD)  # ldr r10, [sp, 24]
    data(2, 0x2600)  # movs r6, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x866BFBEA)  # umaal r8, r6, r10, r11
    data(4, 0x966CFBEA)  # umaal r9, r6, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x066BFBEA)  # umaal r0, r6, r10, r11
    data(4, 0x166CFBEA)  # umaal r1, r6, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x266BFBEA)  # umaal r2, r6, r10, r11
    data(4, 0x366CFBEA)  # umaal r3, r6, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x466BFBEA)  # umaal r4, r6, r10, r11
    data(4, 0x566CFBEA)  # umaal r5, r6, r10, r12
    data(4, 0x0607EB06)  # add r6, r6, r7
    data(4, 0xA01CF8DD)  # ldr r10, [sp, 28]
    data(2, 0x2700)  # movs r7, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x976BFBEA)  # umaal r9, r7, r10, r11
    data(4, 0x076CFBEA)  # umaal r0, r7, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x176BFBEA)  # umaal r1, r7, r10, r11
    data(4, 0x276CFBEA)  # umaal r2, r7, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x376BFBEA)  # umaal r3, r7, r10, r11
    data(4, 0x476CFBEA)  # umaal r4, r7, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x576BFBEA)  # umaal r5, r7, r10, r11
    data(4, 0x676CFBEA)  # umaal r6, r7, r10, r12
    data(4, 0x0B00F04F)  # mov r11, 0
    data(4, 0x0A08EBB9)  # subs r10, r9, r8
    data(4, 0x0B09EB7B)  # sbcs r11, r11, r9
    data(4, 0x0C0CEB6C)  # sbc r12, r12, r12
    data(4, 0x0900F04F)  # mov r9, 0
    data(4, 0x0008EB10)  # adds r0, r0, r8
    data(4, 0x010AEB51)  # adcs r1, r1, r10
    data(4, 0x020BEB52)  # adcs r2, r2, r11
    data(4, 0x030CEB53)  # adcs r3, r3, r12
    data(4, 0x040CEB54)  # adcs r4, r4, r12
    data(4, 0x050CEB55)  # adcs r5, r5, r12
    data(4, 0x060CEB56)  # adcs r6, r6, r12
    data(4, 0x070CEB57)  # adcs r7, r7, r12
    data(4, 0x090CEB49)  # adc r9, r9, r12
    data(4, 0x0508EBB5)  # subs r5, r5, r8
    data(4, 0x060AEB76)  # sbcs r6, r6, r10
    data(4, 0x070BEB77)  # sbcs r7, r7, r11
    data(4, 0x090CEB69)  # sbc r9, r9, r12
    # reduced:
    data(4, 0xC048F8DD)  # ldr r12, [sp, 72]
    # sum:
    data(4, 0x00FFE88C)  # stm r12, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x0A02F117)  # adds r10, r7, 2
    data(4, 0x0A00F159)  # adcs r10, r9, 0
    data(4, 0xACD3F43F)  # beq next
    # careful:
    data(4, 0x0001F110)  # adds r0, r0, 1
    data(4, 0x0100F151)  # adcs r1, r1, 0
    data(4, 0x32FFF152)  # adcs r2, r2, -1
    data(4, 0x0300F153)  # adcs r3, r3, 0
    data(4, 0x0400F154)  # adcs r4, r4, 0
    data(4, 0x0500F155)  # adcs r5, r5, 0
    data(4, 0x0600F156)  # adcs r6, r6, 0
    data(4, 0x0701F157)  # adcs r7, r7, 1
    data(4, 0x0900F159)  # adcs r9, r9, 0
    data(4, 0xACBFF43F)  # beq next
    data(4, 0x00FFE88C)  # stm r12, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0xBCBBF7FF)  # b next
    # halt:
    data(2, 0xB018)  # add sp, 96
    data(4, 0x4F00E8BD)  # pop {r8, r9, r10, r11, lr}
