"""The field machine (see program.py) for ARMv7E-M and ARMv8-M main line.

Written by `make kernels` from sim/codegen/thumb.py, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

R_BITS = 256


@micropython.asm_thumb
def run(r0, r1, r2):
    data(4, 0x4F00E92D)  # push {r8, r9, r10, r11, lr}
    data(2, 0xB090)  # sub sp, 64
    data(4, 0x002CF8CD)  # str r0, [sp, 44]
    data(4, 0x1024F8CD)  # str r1, [sp, 36]
    data(4, 0x0002EB00)  # add r0, r0, r2
    data(4, 0x0020F8CD)  # str r0, [sp, 32]
    # next:
    data(4, 0x0020F8DD)  # ldr r0, [sp, 32]
    data(4, 0x1B04F850)  # ldr r1, [r0], 4
    data(4, 0x0020F8CD)  # str r0, [sp, 32]
    data(4, 0x2024F8DD)  # ldr r2, [sp, 36]
    data(4, 0x2307F3C1)  # ubfx r3, r1, 8, 8
    data(4, 0x1C43EB02)  # add r12, r2, r3, lsl 5
    data(4, 0x4307F3C1)  # ubfx r3, r1, 16, 8
    data(4, 0x1843EB02)  # add r8, r2, r3, lsl 5
    data(2, 0x0E0B)  # lsrs r3, r1, 24
    data(4, 0x1E43EB02)  # add lr, r2, r3, lsl 5
    data(4, 0x0307F3C1)  # ubfx r3, r1, 0, 8
    data(2, 0x2B01)  # cmp r3, 1
    data(4, 0x80A0F000)  # beq product
    data(2, 0x2B02)  # cmp r3, 2
    data(4, 0x800EF000)  # beq addition
    data(2, 0x2B03)  # cmp r3, 3
    data(4, 0x8043F000)  # beq subtraction
    data(2, 0x2B04)  # cmp r3, 4
    data(4, 0x8070F000)  # beq call
    data(2, 0x2B05)  # cmp r3, 5
    data(4, 0x8084F000)  # beq return
    data(2, 0x2B06)  # cmp r3, 6
    data(4, 0x807BF000)  # beq load
    data(4, 0xBA31F000)  # b halt
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
    data(4, 0x0B00F04F)  # mov r11, 0
    data(4, 0x0B0BEB4B)  # adc r11, r11, r11
    data(4, 0x00FFE88C)  # stm r12, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x0001F110)  # adds r0, r0, 1
    data(4, 0x0100F151)  # adcs r1, r1, 0
    data(4, 0x32FFF152)  # adcs r2, r2, -1
    data(4, 0x0300F153)  # adcs r3, r3, 0
    data(4, 0x0400F154)  # adcs r4, r4, 0
    data(4, 0x0500F155)  # adcs r5, r5, 0
    data(4, 0x0600F156)  # adcs r6, r6, 0
    data(4, 0x0701F157)  # adcs r7, r7, 1
    data(4, 0x0B00F15B)  # adcs r11, r11, 0
    data(4, 0xAFA3F43F)  # beq next
    data(4, 0x00FFE88C)  # stm r12, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0xBF9FF7FF)  # b next
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
    data(4, 0xBF6FF7FF)  # b next
    # call:
    data(4, 0x2307F3C1)  # ubfx r3, r1, 8, 8
    data(4, 0x3034F8CD)  # str r3, [sp, 52]
    data(4, 0x0030F8CD)  # str r0, [sp, 48]
    data(2, 0x0C0B)  # lsrs r3, r1, 16
    data(4, 0x202CF8DD)  # ldr r2, [sp, 44]
    data(4, 0x0083EB02)  # add r0, r2, r3, lsl 2
    data(4, 0x0020F8CD)  # str r0, [sp, 32]
    data(4, 0x0038F8CD)  # str r0, [sp, 56]
    data(4, 0xBF5EF7FF)  # b next
    # load:
    data(4, 0x00FFE898)  # ldm r8, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x00FFE88C)  # stm r12, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0xBF58F7FF)  # b next
    # return:
    data(4, 0x3034F8DD)  # ldr r3, [sp, 52]
    data(4, 0x0301F1B3)  # subs r3, r3, 1
    data(4, 0x3034F8CD)  # str r3, [sp, 52]
    data(4, 0x0038F8DD)  # ldr r0, [sp, 56]
    data(4, 0x8002F040)  # bne again
    data(4, 0x0030F8DD)  # ldr r0, [sp, 48]
    # again:
    data(4, 0x0020F8CD)  # str r0, [sp, 32]
    data(4, 0xBF48F7FF)  # b next
    # product:
    data(4, 0xC028F8CD)  # str r12, [sp, 40]
    data(4, 0x00FFE898)  # ldm r8, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(4, 0x00FFE88D)  # stm sp, {r0, r1, r2, r3, r4, r5, r6, r7}
    data(2, 0x2000)  # movs r0, 0
    data(2, 0x2100)  # movs r1, 0
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x2600)  # movs r6, 0
    data(2, 0x2700)  # movs r7, 0
    data(4, 0xA000F8DD)  # ldr r10, [sp, 0]
    data(4, 0x0800F04F)  # mov r8, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x086BFBEA)  # umaal r0, r8, r10, r11
    data(4, 0x186CFBEA)  # umaal r1, r8, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x286BFBEA)  # umaal r2, r8, r10, r11
    data(4, 0x386CFBEA)  # umaal r3, r8, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x486BFBEA)  # umaal r4, r8, r10, r11
    data(4, 0x586CFBEA)  # umaal r5, r8, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x686BFBEA)  # umaal r6, r8, r10, r11
    data(4, 0x786CFBEA)  # umaal r7, r8, r10, r12
    data(4, 0xA004F8DD)  # ldr r10, [sp, 4]
    data(4, 0x0900F04F)  # mov r9, 0
    data(4, 0xBC00E9DE)  # ldrd r11, r12, [lr, 0]
    data(4, 0x196BFBEA)  # umaal r1, r9, r10, r11
    data(4, 0x296CFBEA)  # umaal r2, r9, r10, r12
    data(4, 0xBC02E9DE)  # ldrd r11, r12, [lr, 8]
    data(4, 0x396BFBEA)  # umaal r3, r9, r10, r11
    data(4, 0x496CFBEA)  # umaal r4, r9, r10, r12
    data(4, 0xBC04E9DE)  # ldrd r11, r12, [lr, 16]
    data(4, 0x596BFBEA)  # umaal r5, r9, r10, r11
    data(4, 0x696CFBEA)  # umaal r6, r9, r10, r12
    data(4, 0xBC06E9DE)  # ldrd r11, r12, [lr, 24]
    data(4, 0x796BFBEA)  # umaal r7, r9, r10, r11
    data(4, 0x896CFBEA)  # umaal r8, r9, r10, r12
    data(4, 0x0B00F04F)  # mov r11, 0
    data(4, 0x0A00EBB1)  # subs r10, r1, r0
    data(4, 0x0B01EB7B)  # sbcs r11, r11, r1
    data(4, 0x0C0CEB6C)  # sbc r12, r12, r12
    data(2, 0x2100)  # movs r1, 0
    data(4, 0x0200EB12)  # adds r2, r2, r0
    data(4, 0x030AEB53)  # adcs r3, r3, r10
    data(4, 0x040BEB54)  # adcs r4, r4, r11
    data(4, 0x050CEB55)  # adcs r5, r5, r12
    data(4, 0x060CEB56)  # adcs r6, r6, r12
    data(4, 0x070CEB57)  # adcs r7, r7, r12
    data(4, 0x080CEB58)  # adcs r8, r8, r12
    data(4, 0x090CEB59)  # adcs r9, r9, r12
    data(4, 0x010CEB41)  # adc r1, r1, r12
    data(4, 0x0700EBB7)  # subs r7, r7, r0
    data(4, 0x080AEB78)  # sbcs r8, r8, r10
    data(4, 0x090BEB79)  # sbcs r9, r9, r11
    data(4, 0x010CEB61)  # sbc r1, r1, r12
    data(4, 0xA008F8DD)  # ldr r10, [sp, 8]
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
    data(4, 0x0001EB00)  # add r0, r0, r1
    data(4, 0xA00CF8DD)  # ldr r10, [sp, 12]
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
    data(4, 0xA010F8DD)  # ldr r10, [sp, 16]
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
    data(4, 0xA014F8DD)  # ldr r10, [sp, 20]
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
    data(4, 0xA018F8DD)  # ldr r10, [sp, 24]
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
    data(4, 0xA01CF8DD)  # ldr r10, [sp, 28]
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
    data(4, 0xC028F8DD)  # ldr r12, [sp, 40]
    data(4, 0x8900E9CC)  # strd r8, r9, [r12, 0]
    data(4, 0x0102E9CC)  # strd r0, r1, [r12, 8]
    data(4, 0x2304E9CC)  # strd r2, r3, [r12, 16]
    data(4, 0x4506E9CC)  # strd r4, r5, [r12, 24]
    data(4, 0x0801F118)  # adds r8, r8, 1
    data(4, 0x0900F159)  # adcs r9, r9, 0
    data(4, 0x30FFF150)  # adcs r0, r0, -1
    data(4, 0x0100F151)  # adcs r1, r1, 0
    data(4, 0x0200F152)  # adcs r2, r2, 0
    data(4, 0x0300F153)  # adcs r3, r3, 0
    data(4, 0x0400F154)  # adcs r4, r4, 0
    data(4, 0x0501F155)  # adcs r5, r5, 1
    data(4, 0x0700F157)  # adcs r7, r7, 0
    data(4, 0xADB0F43F)  # beq next
    data(4, 0x8900E9CC)  # strd r8, r9, [r12, 0]
    data(4, 0x0102E9CC)  # strd r0, r1, [r12, 8]
    data(4, 0x2304E9CC)  # strd r2, r3, [r12, 16]
    data(4, 0x4506E9CC)  # strd r4, r5, [r12, 24]
    data(4, 0xBDA6F7FF)  # b next
    # halt:
    data(2, 0xB010)  # add sp, 64
    data(4, 0x4F00E8BD)  # pop {r8, r9, r10, r11, lr}
