"""The field machine (see program.py) for ARMv6-M.

Written by `make kernels` from sim/codegen/armv6m.py, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

R_BITS = 256


@micropython.asm_thumb
def run(r0, r1, r2):
    data(2, 0xB0B0)  # sub sp, 192
    data(2, 0x9028)  # str r0, [sp, 160]
    data(2, 0x9129)  # str r1, [sp, 164]
    data(2, 0x1880)  # adds r0, r0, r2
    data(2, 0x902A)  # str r0, [sp, 168]
    # next:
    data(2, 0x9B2A)  # ldr r3, [sp, 168]
    data(2, 0x9C29)  # ldr r4, [sp, 164]
    data(2, 0x785A)  # ldrb r2, [r3, 1]
    data(2, 0x0152)  # lsls r2, r2, 5
    data(2, 0x1912)  # adds r2, r2, r4
    data(2, 0x7898)  # ldrb r0, [r3, 2]
    data(2, 0x0140)  # lsls r0, r0, 5
    data(2, 0x1900)  # adds r0, r0, r4
    data(2, 0x78D9)  # ldrb r1, [r3, 3]
    data(2, 0x0149)  # lsls r1, r1, 5
    data(2, 0x1909)  # adds r1, r1, r4
    data(2, 0x781D)  # ldrb r5, [r3, 0]
    data(2, 0x3304)  # adds r3, 4
    data(2, 0x932A)  # str r3, [sp, 168]
    data(2, 0x2D01)  # cmp r5, 1
    data(2, 0xD101)  # bne no_product
    data(4, 0xFAEFF000)  # bl product
    # no_product:
    data(2, 0x2D07)  # cmp r5, 7
    data(2, 0xD101)  # bne no_square
    data(4, 0xFADDF000)  # bl square
    # no_square:
    data(2, 0x2D03)  # cmp r5, 3
    data(2, 0xD049)  # beq subtraction
    data(2, 0x2D02)  # cmp r5, 2
    data(2, 0xD01E)  # beq addition
    data(2, 0x2D06)  # cmp r5, 6
    data(2, 0xD00F)  # beq load
    data(2, 0x2D05)  # cmp r5, 5
    data(2, 0xD012)  # beq return
    data(2, 0x2D04)  # cmp r5, 4
    data(2, 0xD000)  # beq call
    data(2, 0xE07D)  # b halt
    # call:
    data(2, 0x932B)  # str r3, [sp, 172]
    data(2, 0x3B04)  # subs r3, 4
    data(2, 0x7858)  # ldrb r0, [r3, 1]
    data(2, 0x902C)  # str r0, [sp, 176]
    data(2, 0x8858)  # ldrh r0, [r3, 2]
    data(2, 0x0080)  # lsls r0, r0, 2
    data(2, 0x9928)  # ldr r1, [sp, 160]
    data(2, 0x1840)  # adds r0, r0, r1
    data(2, 0x902D)  # str r0, [sp, 180]
    data(2, 0x902A)  # str r0, [sp, 168]
    data(2, 0xE7D3)  # b next
    # load:
    data(2, 0xC878)  # ldm r0!, {r3, r4, r5, r6}
    data(2, 0xC278)  # stm r2!, {r3, r4, r5, r6}
    data(2, 0xC878)  # ldm r0!, {r3, r4, r5, r6}
    data(2, 0xC278)  # stm r2!, {r3, r4, r5, r6}
    data(2, 0xE7CE)  # b next
    # return:
    data(2, 0x982D)  # ldr r0, [sp, 180]
    data(2, 0x992C)  # ldr r1, [sp, 176]
    data(2, 0x3901)  # subs r1, 1
    data(2, 0x912C)  # str r1, [sp, 176]
    data(2, 0xD100)  # bne again
    data(2, 0x982B)  # ldr r0, [sp, 172]
    # again:
    data(2, 0x902A)  # str r0, [sp, 168]
    data(2, 0xE7C6)  # b next
    # addition:
    data(2, 0x6803)  # ldr r3, [r0, 0]
    data(2, 0x680C)  # ldr r4, [r1, 0]
    data(2, 0x191B)  # adds r3, r3, r4
    data(2, 0x6013)  # str r3, [r2, 0]
    data(2, 0x6843)  # ldr r3, [r0, 4]
    data(2, 0x684C)  # ldr r4, [r1, 4]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6053)  # str r3, [r2, 4]
    data(2, 0x6883)  # ldr r3, [r0, 8]
    data(2, 0x688C)  # ldr r4, [r1, 8]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6093)  # str r3, [r2, 8]
    data(2, 0x68C3)  # ldr r3, [r0, 12]
    data(2, 0x68CC)  # ldr r4, [r1, 12]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x60D3)  # str r3, [r2, 12]
    data(2, 0x6903)  # ldr r3, [r0, 16]
    data(2, 0x690C)  # ldr r4, [r1, 16]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6113)  # str r3, [r2, 16]
    data(2, 0x6943)  # ldr r3, [r0, 20]
    data(2, 0x694C)  # ldr r4, [r1, 20]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6153)  # str r3, [r2, 20]
    data(2, 0x6983)  # ldr r3, [r0, 24]
    data(2, 0x698C)  # ldr r4, [r1, 24]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6193)  # str r3, [r2, 24]
    data(2, 0x69C3)  # ldr r3, [r0, 28]
    data(2, 0x69CC)  # ldr r4, [r1, 28]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x61D3)  # str r3, [r2, 28]
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x417F)  # adcs r7, r7
    data(2, 0xD102)  # bne sum_careful
    data(2, 0x3302)  # adds r3, 2
    data(2, 0xD200)  # bcs sum_careful
    data(2, 0xE7A0)  # b next
    # sum_careful:
    data(2, 0x4616)  # mov r6, r2
    data(4, 0xFBE9F000)  # bl reduce
    # subtraction:
    data(2, 0x6803)  # ldr r3, [r0, 0]
    data(2, 0x680C)  # ldr r4, [r1, 0]
    data(2, 0x1B1B)  # subs r3, r3, r4
    data(2, 0x6013)  # str r3, [r2, 0]
    data(2, 0x6843)  # ldr r3, [r0, 4]
    data(2, 0x684C)  # ldr r4, [r1, 4]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6053)  # str r3, [r2, 4]
    data(2, 0x6883)  # ldr r3, [r0, 8]
    data(2, 0x688C)  # ldr r4, [r1, 8]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6093)  # str r3, [r2, 8]
    data(2, 0x68C3)  # ldr r3, [r0, 12]
    data(2, 0x68CC)  # ldr r4, [r1, 12]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x60D3)  # str r3, [r2, 12]
    data(2, 0x6903)  # ldr r3, [r0, 16]
    data(2, 0x690C)  # ldr r4, [r1, 16]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6113)  # str r3, [r2, 16]
    data(2, 0x6943)  # ldr r3, [r0, 20]
    data(2, 0x694C)  # ldr r4, [r1, 20]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6153)  # str r3, [r2, 20]
    data(2, 0x6983)  # ldr r3, [r0, 24]
    data(2, 0x698C)  # ldr r4, [r1, 24]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6193)  # str r3, [r2, 24]
    data(2, 0x69C3)  # ldr r3, [r0, 28]
    data(2, 0x69CC)  # ldr r4, [r1, 28]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x61D3)  # str r3, [r2, 28]
    data(2, 0xD21A)  # bcs whole
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x43E5)  # mvns r5, r4
    data(2, 0x6813)  # ldr r3, [r2, 0]
    data(2, 0x3B01)  # subs r3, 1
    data(2, 0x6013)  # str r3, [r2, 0]
    data(2, 0x6853)  # ldr r3, [r2, 4]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6053)  # str r3, [r2, 4]
    data(2, 0x6893)  # ldr r3, [r2, 8]
    data(2, 0x41AB)  # sbcs r3, r5
    data(2, 0x6093)  # str r3, [r2, 8]
    data(2, 0x68D3)  # ldr r3, [r2, 12]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x60D3)  # str r3, [r2, 12]
    data(2, 0x6913)  # ldr r3, [r2, 16]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6113)  # str r3, [r2, 16]
    data(2, 0x6953)  # ldr r3, [r2, 20]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6153)  # str r3, [r2, 20]
    data(2, 0x6993)  # ldr r3, [r2, 24]
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x6193)  # str r3, [r2, 24]
    data(2, 0x69D3)  # ldr r3, [r2, 28]
    data(2, 0x2401)  # movs r4, 1
    data(2, 0x41A3)  # sbcs r3, r4
    data(2, 0x61D3)  # str r3, [r2, 28]
    # whole:
    data(2, 0xE760)  # b next
    # halt:
    data(2, 0xB030)  # add sp, 192
    data(4, 0xFBD9F000)  # bl end
    # split:
    data(2, 0xC83C)  # ldm r0!, {r2, r3, r4, r5}
    data(2, 0xC63C)  # stm r6!, {r2, r3, r4, r5}
    data(2, 0x6807)  # ldr r7, [r0, 0]
    data(2, 0x6137)  # str r7, [r6, 16]
    data(2, 0x1BD2)  # subs r2, r2, r7
    data(2, 0x6847)  # ldr r7, [r0, 4]
    data(2, 0x6177)  # str r7, [r6, 20]
    data(2, 0x41BB)  # sbcs r3, r7
    data(2, 0x6887)  # ldr r7, [r0, 8]
    data(2, 0x61B7)  # str r7, [r6, 24]
    data(2, 0x41BC)  # sbcs r4, r7
    data(2, 0x68C7)  # ldr r7, [r0, 12]
    data(2, 0x61F7)  # str r7, [r6, 28]
    data(2, 0x41BD)  # sbcs r5, r7
    data(2, 0x41BF)  # sbcs r7, r7
    data(2, 0xD008)  # beq amount
    data(2, 0x2000)  # movs r0, 0
    data(2, 0x43D2)  # mvns r2, r2
    data(2, 0x43DB)  # mvns r3, r3
    data(2, 0x43E4)  # mvns r4, r4
    data(2, 0x43ED)  # mvns r5, r5
    data(2, 0x3201)  # adds r2, 1
    data(2, 0x4143)  # adcs r3, r0
    data(2, 0x4144)  # adcs r4, r0
    data(2, 0x4145)  # adcs r5, r0
    # amount:
    data(2, 0x3E30)  # subs r6, 48
    data(2, 0xC63C)  # stm r6!, {r2, r3, r4, r5}
    data(2, 0x4770)  # bx lr
    # multiply:
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8A43)  # ldrh r3, [r0, 18]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x460C)  # mov r4, r1
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6404)  # str r4, [r0, 64]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8AC3)  # ldrh r3, [r0, 22]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x8A43)  # ldrh r3, [r0, 18]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8881)  # ldrh r1, [r0, 4]
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6444)  # str r4, [r0, 68]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8B43)  # ldrh r3, [r0, 26]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x8AC3)  # ldrh r3, [r0, 22]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8881)  # ldrh r1, [r0, 4]
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x8A43)  # ldrh r3, [r0, 18]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8901)  # ldrh r1, [r0, 8]
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8941)  # ldrh r1, [r0, 10]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6484)  # str r4, [r0, 72]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8BC3)  # ldrh r3, [r0, 30]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x8B43)  # ldrh r3, [r0, 26]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8881)  # ldrh r1, [r0, 4]
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x8AC3)  # ldrh r3, [r0, 22]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8901)  # ldrh r1, [r0, 8]
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8941)  # ldrh r1, [r0, 10]
    data(2, 0x8A43)  # ldrh r3, [r0, 18]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8981)  # ldrh r1, [r0, 12]
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x89C1)  # ldrh r1, [r0, 14]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x64C4)  # str r4, [r0, 76]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8881)  # ldrh r1, [r0, 4]
    data(2, 0x8B83)  # ldrh r3, [r0, 28]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x4616)  # mov r6, r2
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8901)  # ldrh r1, [r0, 8]
    data(2, 0x8B03)  # ldrh r3, [r0, 24]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8941)  # ldrh r1, [r0, 10]
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8981)  # ldrh r1, [r0, 12]
    data(2, 0x8A83)  # ldrh r3, [r0, 20]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x89C1)  # ldrh r1, [r0, 14]
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6504)  # str r4, [r0, 80]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8901)  # ldrh r1, [r0, 8]
    data(2, 0x8B83)  # ldrh r3, [r0, 28]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x4616)  # mov r6, r2
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8941)  # ldrh r1, [r0, 10]
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8981)  # ldrh r1, [r0, 12]
    data(2, 0x8B03)  # ldrh r3, [r0, 24]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x89C1)  # ldrh r1, [r0, 14]
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6544)  # str r4, [r0, 84]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8941)  # ldrh r1, [r0, 10]
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8981)  # ldrh r1, [r0, 12]
    data(2, 0x8B83)  # ldrh r3, [r0, 28]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x4616)  # mov r6, r2
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C1)  # ldrh r1, [r0, 14]
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6584)  # str r4, [r0, 88]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x89C1)  # ldrh r1, [r0, 14]
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x65C4)  # str r4, [r0, 92]
    data(2, 0x4770)  # bx lr
    # square_of_half:
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8843)  # ldrh r3, [r0, 2]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6404)  # str r4, [r0, 64]
    data(2, 0x462C)  # mov r4, r5
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x88C3)  # ldrh r3, [r0, 6]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6444)  # str r4, [r0, 68]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8943)  # ldrh r3, [r0, 10]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x88C3)  # ldrh r3, [r0, 6]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8881)  # ldrh r1, [r0, 4]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6484)  # str r4, [r0, 72]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x89C3)  # ldrh r3, [r0, 14]
    data(2, 0x8801)  # ldrh r1, [r0, 0]
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x461E)  # mov r6, r3
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x8943)  # ldrh r3, [r0, 10]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x8881)  # ldrh r1, [r0, 4]
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x64C4)  # str r4, [r0, 76]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8841)  # ldrh r1, [r0, 2]
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8881)  # ldrh r1, [r0, 4]
    data(2, 0x8983)  # ldrh r3, [r0, 12]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x4616)  # mov r6, r2
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8901)  # ldrh r1, [r0, 8]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x18B6)  # adds r6, r6, r2
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6504)  # str r4, [r0, 80]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x88C1)  # ldrh r1, [r0, 6]
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x8901)  # ldrh r1, [r0, 8]
    data(2, 0x8983)  # ldrh r3, [r0, 12]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x4616)  # mov r6, r2
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x4359)  # muls r1, r3
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8941)  # ldrh r1, [r0, 10]
    data(2, 0x434B)  # muls r3, r1
    data(2, 0x18F6)  # adds r6, r6, r3
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x415F)  # adcs r7, r3
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6544)  # str r4, [r0, 84]
    data(2, 0x043F)  # lsls r7, r7, 16
    data(2, 0x19EC)  # adds r4, r5, r7
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8941)  # ldrh r1, [r0, 10]
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x4351)  # muls r1, r2
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x8981)  # ldrh r1, [r0, 12]
    data(2, 0x434A)  # muls r2, r1
    data(2, 0x4616)  # mov r6, r2
    data(2, 0x0C32)  # lsrs r2, r6, 16
    data(2, 0x0431)  # lsls r1, r6, 16
    data(2, 0x1864)  # adds r4, r4, r1
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6584)  # str r4, [r0, 88]
    data(2, 0x65C5)  # str r5, [r0, 92]
    data(2, 0x4601)  # mov r1, r0
    data(2, 0x3140)  # adds r1, 64
    data(2, 0xC93C)  # ldm r1!, {r2, r3, r4, r5}
    data(2, 0x3910)  # subs r1, 16
    data(2, 0x1892)  # adds r2, r2, r2
    data(2, 0x415B)  # adcs r3, r3
    data(2, 0x4164)  # adcs r4, r4
    data(2, 0x416D)  # adcs r5, r5
    data(2, 0x417F)  # adcs r7, r7
    data(2, 0x8806)  # ldrh r6, [r0, 0]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x1992)  # adds r2, r2, r6
    data(2, 0x8846)  # ldrh r6, [r0, 2]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x4173)  # adcs r3, r6
    data(2, 0x8886)  # ldrh r6, [r0, 4]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x4174)  # adcs r4, r6
    data(2, 0x88C6)  # ldrh r6, [r0, 6]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x4175)  # adcs r5, r6
    data(2, 0x417F)  # adcs r7, r7
    data(2, 0xC13C)  # stm r1!, {r2, r3, r4, r5}
    data(2, 0xC93C)  # ldm r1!, {r2, r3, r4, r5}
    data(2, 0x3910)  # subs r1, 16
    data(2, 0x08BE)  # lsrs r6, r7, 2
    data(2, 0x4152)  # adcs r2, r2
    data(2, 0x415B)  # adcs r3, r3
    data(2, 0x4164)  # adcs r4, r4
    data(2, 0x416D)  # adcs r5, r5
    data(2, 0x087E)  # lsrs r6, r7, 1
    data(2, 0x8906)  # ldrh r6, [r0, 8]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x4172)  # adcs r2, r6
    data(2, 0x8946)  # ldrh r6, [r0, 10]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x4173)  # adcs r3, r6
    data(2, 0x8986)  # ldrh r6, [r0, 12]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x4174)  # adcs r4, r6
    data(2, 0x89C6)  # ldrh r6, [r0, 14]
    data(2, 0x4376)  # muls r6, r6
    data(2, 0x4175)  # adcs r5, r6
    data(2, 0xC13C)  # stm r1!, {r2, r3, r4, r5}
    data(2, 0x4770)  # bx lr
    # square:
    data(2, 0x922E)  # str r2, [sp, 184]
    data(2, 0xAE08)  # add r6, sp, 32
    data(4, 0xFDABF7FF)  # bl split
    data(2, 0xA808)  # add r0, sp, 32
    data(4, 0xFF1BF7FF)  # bl square_of_half
    data(2, 0xA810)  # add r0, sp, 64
    data(4, 0xFF18F7FF)  # bl square_of_half
    data(2, 0xA800)  # add r0, sp, 0
    data(4, 0xFF15F7FF)  # bl square_of_half
    data(2, 0xE030)  # b middle
    # product:
    data(2, 0x922E)  # str r2, [sp, 184]
    data(2, 0xAE08)  # add r6, sp, 32
    data(4, 0xFD9DF7FF)  # bl split
    data(2, 0x972F)  # str r7, [sp, 188]
    data(2, 0x4608)  # mov r0, r1
    data(2, 0xAE0C)  # add r6, sp, 48
    data(4, 0xFD98F7FF)  # bl split
    data(2, 0x982F)  # ldr r0, [sp, 188]
    data(2, 0x4047)  # eors r7, r0
    data(2, 0x972F)  # str r7, [sp, 188]
    data(2, 0xA808)  # add r0, sp, 32
    data(4, 0xFDAEF7FF)  # bl multiply
    data(2, 0xA810)  # add r0, sp, 64
    data(4, 0xFDABF7FF)  # bl multiply
    data(2, 0xA800)  # add r0, sp, 0
    data(4, 0xFDA8F7FF)  # bl multiply
    data(2, 0x9F2F)  # ldr r7, [sp, 188]
    data(2, 0x2F00)  # cmp r7, 0
    data(2, 0xD018)  # beq middle
    data(2, 0xA910)  # add r1, sp, 64
    data(2, 0xAE10)  # add r6, sp, 64
    data(2, 0xA818)  # add r0, sp, 96
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x1912)  # adds r2, r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0x2700)  # movs r7, 0
    data(2, 0xE017)  # b other
    # middle:
    data(2, 0xA910)  # add r1, sp, 64
    data(2, 0xAE10)  # add r6, sp, 64
    data(2, 0xA818)  # add r0, sp, 96
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x1B12)  # subs r2, r2, r4
    data(2, 0x41AB)  # sbcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x41A2)  # sbcs r2, r4
    data(2, 0x41AB)  # sbcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x41A2)  # sbcs r2, r4
    data(2, 0x41AB)  # sbcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x41A2)  # sbcs r2, r4
    data(2, 0x41AB)  # sbcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0x41BF)  # sbcs r7, r7
    # other:
    data(2, 0xA910)  # add r1, sp, 64
    data(2, 0xAE10)  # add r6, sp, 64
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x1912)  # adds r2, r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0x2200)  # movs r2, 0
    data(2, 0x4157)  # adcs r7, r2
    data(2, 0xA91C)  # add r1, sp, 112
    data(2, 0xAE1C)  # add r6, sp, 112
    data(2, 0xA810)  # add r0, sp, 64
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x1912)  # adds r2, r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE30)  # ldm r6!, {r4, r5}
    data(2, 0xC80C)  # ldm r0!, {r2, r3}
    data(2, 0x4162)  # adcs r2, r4
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0xC10C)  # stm r1!, {r2, r3}
    data(2, 0xCE3C)  # ldm r6!, {r2, r3, r4, r5}
    data(2, 0x417A)  # adcs r2, r7
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x417B)  # adcs r3, r7
    data(2, 0x417C)  # adcs r4, r7
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0xC13C)  # stm r1!, {r2, r3, r4, r5}
    data(2, 0xAE18)  # add r6, sp, 96
    data(2, 0x6830)  # ldr r0, [r6, 0]
    data(2, 0x6871)  # ldr r1, [r6, 4]
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x1A0A)  # subs r2, r1, r0
    data(2, 0x418B)  # sbcs r3, r1
    data(2, 0x41A4)  # sbcs r4, r4
    data(2, 0x68B5)  # ldr r5, [r6, 8]
    data(2, 0x182D)  # adds r5, r5, r0
    data(2, 0x60B5)  # str r5, [r6, 8]
    data(2, 0x68F5)  # ldr r5, [r6, 12]
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x60F5)  # str r5, [r6, 12]
    data(2, 0x6935)  # ldr r5, [r6, 16]
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x6135)  # str r5, [r6, 16]
    data(2, 0x6975)  # ldr r5, [r6, 20]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6175)  # str r5, [r6, 20]
    data(2, 0x69B5)  # ldr r5, [r6, 24]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x61B5)  # str r5, [r6, 24]
    data(2, 0x69F5)  # ldr r5, [r6, 28]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x61F5)  # str r5, [r6, 28]
    data(2, 0x6A35)  # ldr r5, [r6, 32]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6235)  # str r5, [r6, 32]
    data(2, 0x6A75)  # ldr r5, [r6, 36]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6275)  # str r5, [r6, 36]
    data(2, 0x4167)  # adcs r7, r4
    data(2, 0x69F5)  # ldr r5, [r6, 28]
    data(2, 0x1A2D)  # subs r5, r5, r0
    data(2, 0x61F5)  # str r5, [r6, 28]
    data(2, 0x6A35)  # ldr r5, [r6, 32]
    data(2, 0x4195)  # sbcs r5, r2
    data(2, 0x6235)  # str r5, [r6, 32]
    data(2, 0x6A75)  # ldr r5, [r6, 36]
    data(2, 0x419D)  # sbcs r5, r3
    data(2, 0x6275)  # str r5, [r6, 36]
    data(2, 0x41A7)  # sbcs r7, r4
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x6AB5)  # ldr r5, [r6, 40]
    data(2, 0x19ED)  # adds r5, r5, r7
    data(2, 0x62B5)  # str r5, [r6, 40]
    data(2, 0x6AF5)  # ldr r5, [r6, 44]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x62F5)  # str r5, [r6, 44]
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x417F)  # adcs r7, r7
    data(2, 0x68B0)  # ldr r0, [r6, 8]
    data(2, 0x68F1)  # ldr r1, [r6, 12]
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x1A0A)  # subs r2, r1, r0
    data(2, 0x418B)  # sbcs r3, r1
    data(2, 0x41A4)  # sbcs r4, r4
    data(2, 0x6935)  # ldr r5, [r6, 16]
    data(2, 0x182D)  # adds r5, r5, r0
    data(2, 0x6135)  # str r5, [r6, 16]
    data(2, 0x6975)  # ldr r5, [r6, 20]
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6175)  # str r5, [r6, 20]
    data(2, 0x69B5)  # ldr r5, [r6, 24]
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x61B5)  # str r5, [r6, 24]
    data(2, 0x69F5)  # ldr r5, [r6, 28]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x61F5)  # str r5, [r6, 28]
    data(2, 0x6A35)  # ldr r5, [r6, 32]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6235)  # str r5, [r6, 32]
    data(2, 0x6A75)  # ldr r5, [r6, 36]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6275)  # str r5, [r6, 36]
    data(2, 0x6AB5)  # ldr r5, [r6, 40]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x62B5)  # str r5, [r6, 40]
    data(2, 0x6AF5)  # ldr r5, [r6, 44]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x62F5)  # str r5, [r6, 44]
    data(2, 0x4167)  # adcs r7, r4
    data(2, 0x6A75)  # ldr r5, [r6, 36]
    data(2, 0x1A2D)  # subs r5, r5, r0
    data(2, 0x6275)  # str r5, [r6, 36]
    data(2, 0x6AB5)  # ldr r5, [r6, 40]
    data(2, 0x4195)  # sbcs r5, r2
    data(2, 0x62B5)  # str r5, [r6, 40]
    data(2, 0x6AF5)  # ldr r5, [r6, 44]
    data(2, 0x419D)  # sbcs r5, r3
    data(2, 0x62F5)  # str r5, [r6, 44]
    data(2, 0x41A7)  # sbcs r7, r4
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x6B35)  # ldr r5, [r6, 48]
    data(2, 0x19ED)  # adds r5, r5, r7
    data(2, 0x6335)  # str r5, [r6, 48]
    data(2, 0x6B75)  # ldr r5, [r6, 52]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6375)  # str r5, [r6, 52]
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x417F)  # adcs r7, r7
    data(2, 0x6930)  # ldr r0, [r6, 16]
    data(2, 0x6971)  # ldr r1, [r6, 20]
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x1A0A)  # subs r2, r1, r0
    data(2, 0x418B)  # sbcs r3, r1
    data(2, 0x41A4)  # sbcs r4, r4
    data(2, 0x69B5)  # ldr r5, [r6, 24]
    data(2, 0x182D)  # adds r5, r5, r0
    data(2, 0x61B5)  # str r5, [r6, 24]
    data(2, 0x69F5)  # ldr r5, [r6, 28]
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x61F5)  # str r5, [r6, 28]
    data(2, 0x6A35)  # ldr r5, [r6, 32]
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x6235)  # str r5, [r6, 32]
    data(2, 0x6A75)  # ldr r5, [r6, 36]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6275)  # str r5, [r6, 36]
    data(2, 0x6AB5)  # ldr r5, [r6, 40]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x62B5)  # str r5, [r6, 40]
    data(2, 0x6AF5)  # ldr r5, [r6, 44]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x62F5)  # str r5, [r6, 44]
    data(2, 0x6B35)  # ldr r5, [r6, 48]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6335)  # str r5, [r6, 48]
    data(2, 0x6B75)  # ldr r5, [r6, 52]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6375)  # str r5, [r6, 52]
    data(2, 0x4167)  # adcs r7, r4
    data(2, 0x6AF5)  # ldr r5, [r6, 44]
    data(2, 0x1A2D)  # subs r5, r5, r0
    data(2, 0x62F5)  # str r5, [r6, 44]
    data(2, 0x6B35)  # ldr r5, [r6, 48]
    data(2, 0x4195)  # sbcs r5, r2
    data(2, 0x6335)  # str r5, [r6, 48]
    data(2, 0x6B75)  # ldr r5, [r6, 52]
    data(2, 0x419D)  # sbcs r5, r3
    data(2, 0x6375)  # str r5, [r6, 52]
    data(2, 0x41A7)  # sbcs r7, r4
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x6BB5)  # ldr r5, [r6, 56]
    data(2, 0x19ED)  # adds r5, r5, r7
    data(2, 0x63B5)  # str r5, [r6, 56]
    data(2, 0x6BF5)  # ldr r5, [r6, 60]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x63F5)  # str r5, [r6, 60]
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x69B0)  # ldr r0, [r6, 24]
    data(2, 0x69F1)  # ldr r1, [r6, 28]
    data(2, 0x2300)  # movs r3, 0
    data(2, 0x1A0A)  # subs r2, r1, r0
    data(2, 0x418B)  # sbcs r3, r1
    data(2, 0x41A4)  # sbcs r4, r4
    data(2, 0x6A35)  # ldr r5, [r6, 32]
    data(2, 0x182D)  # adds r5, r5, r0
    data(2, 0x6235)  # str r5, [r6, 32]
    data(2, 0x6A75)  # ldr r5, [r6, 36]
    data(2, 0x4155)  # adcs r5, r2
    data(2, 0x6275)  # str r5, [r6, 36]
    data(2, 0x6AB5)  # ldr r5, [r6, 40]
    data(2, 0x415D)  # adcs r5, r3
    data(2, 0x62B5)  # str r5, [r6, 40]
    data(2, 0x6AF5)  # ldr r5, [r6, 44]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x62F5)  # str r5, [r6, 44]
    data(2, 0x6B35)  # ldr r5, [r6, 48]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6335)  # str r5, [r6, 48]
    data(2, 0x6B75)  # ldr r5, [r6, 52]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x6375)  # str r5, [r6, 52]
    data(2, 0x6BB5)  # ldr r5, [r6, 56]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x63B5)  # str r5, [r6, 56]
    data(2, 0x6BF5)  # ldr r5, [r6, 60]
    data(2, 0x4165)  # adcs r5, r4
    data(2, 0x63F5)  # str r5, [r6, 60]
    data(2, 0x4167)  # adcs r7, r4
    data(2, 0x6B75)  # ldr r5, [r6, 52]
    data(2, 0x1A2D)  # subs r5, r5, r0
    data(2, 0x6375)  # str r5, [r6, 52]
    data(2, 0x6BB5)  # ldr r5, [r6, 56]
    data(2, 0x4195)  # sbcs r5, r2
    data(2, 0x63B5)  # str r5, [r6, 56]
    data(2, 0x6BF5)  # ldr r5, [r6, 60]
    data(2, 0x419D)  # sbcs r5, r3
    data(2, 0x63F5)  # str r5, [r6, 60]
    data(2, 0x41A7)  # sbcs r7, r4
    data(2, 0x9A2E)  # ldr r2, [sp, 184]
    data(2, 0xD108)  # bne careful
    data(2, 0x3502)  # adds r5, 2
    data(2, 0xD206)  # bcs careful
    data(2, 0x3620)  # adds r6, 32
    data(2, 0xCE1B)  # ldm r6!, {r0, r1, r3, r4}
    data(2, 0xC21B)  # stm r2!, {r0, r1, r3, r4}
    data(2, 0xCE1B)  # ldm r6!, {r0, r1, r3, r4}
    data(2, 0xC21B)  # stm r2!, {r0, r1, r3, r4}
    data(4, 0xFBB6F7FF)  # bl next
    # careful:
    data(2, 0x3620)  # adds r6, 32
    # reduce:
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x43E5)  # mvns r5, r4
    data(2, 0x4611)  # mov r1, r2
    data(2, 0x6833)  # ldr r3, [r6, 0]
    data(2, 0x9300)  # str r3, [sp, 0]
    data(2, 0x3301)  # adds r3, 1
    data(2, 0x6013)  # str r3, [r2, 0]
    data(2, 0x6873)  # ldr r3, [r6, 4]
    data(2, 0x9301)  # str r3, [sp, 4]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6053)  # str r3, [r2, 4]
    data(2, 0x68B3)  # ldr r3, [r6, 8]
    data(2, 0x9302)  # str r3, [sp, 8]
    data(2, 0x416B)  # adcs r3, r5
    data(2, 0x6093)  # str r3, [r2, 8]
    data(2, 0x68F3)  # ldr r3, [r6, 12]
    data(2, 0x9303)  # str r3, [sp, 12]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x60D3)  # str r3, [r2, 12]
    data(2, 0x6933)  # ldr r3, [r6, 16]
    data(2, 0x9304)  # str r3, [sp, 16]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6113)  # str r3, [r2, 16]
    data(2, 0x6973)  # ldr r3, [r6, 20]
    data(2, 0x9305)  # str r3, [sp, 20]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6153)  # str r3, [r2, 20]
    data(2, 0x69B3)  # ldr r3, [r6, 24]
    data(2, 0x9306)  # str r3, [sp, 24]
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x6193)  # str r3, [r2, 24]
    data(2, 0x69F3)  # ldr r3, [r6, 28]
    data(2, 0x9307)  # str r3, [sp, 28]
    data(2, 0x2401)  # movs r4, 1
    data(2, 0x4163)  # adcs r3, r4
    data(2, 0x61D3)  # str r3, [r2, 28]
    data(2, 0x2400)  # movs r4, 0
    data(2, 0x4167)  # adcs r7, r4
    data(2, 0xD001)  # beq below
    data(4, 0xFB8CF7FF)  # bl next
    # below:
    data(2, 0xAE00)  # add r6, sp, 0
    data(2, 0xCE3C)  # ldm r6!, {r2, r3, r4, r5}
    data(2, 0xC13C)  # stm r1!, {r2, r3, r4, r5}
    data(2, 0xCE3C)  # ldm r6!, {r2, r3, r4, r5}
    data(2, 0xC13C)  # stm r1!, {r2, r3, r4, r5}
    data(4, 0xFB85F7FF)  # bl next
