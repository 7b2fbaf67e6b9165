"""The field machine (see program.py) for ARMv6-M.

Written by `make kernels` from sim/codegen/armv6m.py, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

R_BITS = 256


@micropython.asm_thumb
def run(r0, r1, r2):
    data(2, 0xB098)  # sub sp, 96
    data(2, 0x9010)  # str r0, [sp, 64]
    data(2, 0x9111)  # str r1, [sp, 68]
    data(2, 0x1880)  # adds r0, r0, r2
    data(2, 0x9012)  # str r0, [sp, 72]
    # next:
    data(2, 0x9B12)  # ldr r3, [sp, 72]
    data(2, 0x9C11)  # ldr r4, [sp, 68]
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
    data(2, 0x9312)  # str r3, [sp, 72]
    data(2, 0x2D01)  # cmp r5, 1
    data(2, 0xD101)  # bne no_product
    data(4, 0xF888F000)  # bl product
    # no_product:
    data(2, 0x2D02)  # cmp r5, 2
    data(2, 0xD008)  # beq addition
    data(2, 0x2D03)  # cmp r5, 3
    data(2, 0xD02B)  # beq subtraction
    data(2, 0x2D04)  # cmp r5, 4
    data(2, 0xD066)  # beq call
    data(2, 0x2D05)  # cmp r5, 5
    data(2, 0xD074)  # beq return
    data(2, 0x2D06)  # cmp r5, 6
    data(2, 0xD06D)  # beq load
    data(2, 0xE079)  # b halt
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
    data(2, 0x4616)  # mov r6, r2
    data(4, 0xFEACF000)  # bl reduce
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
    data(2, 0xE780)  # b next
    # call:
    data(2, 0x9313)  # str r3, [sp, 76]
    data(2, 0x3B04)  # subs r3, 4
    data(2, 0x7858)  # ldrb r0, [r3, 1]
    data(2, 0x9014)  # str r0, [sp, 80]
    data(2, 0x8858)  # ldrh r0, [r3, 2]
    data(2, 0x0080)  # lsls r0, r0, 2
    data(2, 0x9910)  # ldr r1, [sp, 64]
    data(2, 0x1840)  # adds r0, r0, r1
    data(2, 0x9015)  # str r0, [sp, 84]
    data(2, 0x9012)  # str r0, [sp, 72]
    data(2, 0xE775)  # b next
    # load:
    data(2, 0xC878)  # ldm r0!, {r3, r4, r5, r6}
    data(2, 0xC278)  # stm r2!, {r3, r4, r5, r6}
    data(2, 0xC878)  # ldm r0!, {r3, r4, r5, r6}
    data(2, 0xC278)  # stm r2!, {r3, r4, r5, r6}
    data(2, 0xE770)  # b next
    # return:
    data(2, 0x9815)  # ldr r0, [sp, 84]
    data(2, 0x9914)  # ldr r1, [sp, 80]
    data(2, 0x3901)  # subs r1, 1
    data(2, 0x9114)  # str r1, [sp, 80]
    data(2, 0xD100)  # bne again
    data(2, 0x9813)  # ldr r0, [sp, 76]
    # again:
    data(2, 0x9012)  # str r0, [sp, 72]
    data(2, 0xE768)  # b next
    # halt:
    data(2, 0xB018)  # add sp, 96
    data(4, 0xFE84F000)  # bl end
    # product:
    data(2, 0x9216)  # str r2, [sp, 88]
    data(2, 0xAE00)  # add r6, sp, 0
    data(2, 0x2700)  # movs r7, 0
    data(2, 0x8804)  # ldrh r4, [r0, 0]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435C)  # muls r4, r3
    data(2, 0x8034)  # strh r4, [r6, 0]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8074)  # strh r4, [r6, 2]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x80B4)  # strh r4, [r6, 4]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x80F4)  # strh r4, [r6, 6]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8134)  # strh r4, [r6, 8]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8174)  # strh r4, [r6, 10]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x81B4)  # strh r4, [r6, 12]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x81F4)  # strh r4, [r6, 14]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8234)  # strh r4, [r6, 16]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8274)  # strh r4, [r6, 18]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x82B4)  # strh r4, [r6, 20]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x82F4)  # strh r4, [r6, 22]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8334)  # strh r4, [r6, 24]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8374)  # strh r4, [r6, 26]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x83B4)  # strh r4, [r6, 28]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8802)  # ldrh r2, [r0, 0]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x880B)  # ldrh r3, [r1, 0]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x83F4)  # strh r4, [r6, 30]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8842)  # ldrh r2, [r0, 2]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x884B)  # ldrh r3, [r1, 2]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8434)  # strh r4, [r6, 32]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8882)  # ldrh r2, [r0, 4]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x888B)  # ldrh r3, [r1, 4]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8474)  # strh r4, [r6, 34]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x88C2)  # ldrh r2, [r0, 6]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x88CB)  # ldrh r3, [r1, 6]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x84B4)  # strh r4, [r6, 36]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8902)  # ldrh r2, [r0, 8]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x890B)  # ldrh r3, [r1, 8]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x84F4)  # strh r4, [r6, 38]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8942)  # ldrh r2, [r0, 10]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x894B)  # ldrh r3, [r1, 10]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8534)  # strh r4, [r6, 40]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8982)  # ldrh r2, [r0, 12]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x898B)  # ldrh r3, [r1, 12]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8574)  # strh r4, [r6, 42]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x89C2)  # ldrh r2, [r0, 14]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x89CB)  # ldrh r3, [r1, 14]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x85B4)  # strh r4, [r6, 44]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8A02)  # ldrh r2, [r0, 16]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8A0B)  # ldrh r3, [r1, 16]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x85F4)  # strh r4, [r6, 46]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8A42)  # ldrh r2, [r0, 18]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8A4B)  # ldrh r3, [r1, 18]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8634)  # strh r4, [r6, 48]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8A82)  # ldrh r2, [r0, 20]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8A8B)  # ldrh r3, [r1, 20]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8674)  # strh r4, [r6, 50]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8AC2)  # ldrh r2, [r0, 22]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8ACB)  # ldrh r3, [r1, 22]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x86B4)  # strh r4, [r6, 52]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8B02)  # ldrh r2, [r0, 24]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8B0B)  # ldrh r3, [r1, 24]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x86F4)  # strh r4, [r6, 54]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8B42)  # ldrh r2, [r0, 26]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8B4B)  # ldrh r3, [r1, 26]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8734)  # strh r4, [r6, 56]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x2500)  # movs r5, 0
    data(2, 0x8B82)  # ldrh r2, [r0, 28]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8B8B)  # ldrh r3, [r1, 28]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x417D)  # adcs r5, r7
    data(2, 0x8774)  # strh r4, [r6, 58]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x042A)  # lsls r2, r5, 16
    data(2, 0x4314)  # orrs r4, r2
    data(2, 0x8BC2)  # ldrh r2, [r0, 30]
    data(2, 0x8BCB)  # ldrh r3, [r1, 30]
    data(2, 0x435A)  # muls r2, r3
    data(2, 0x18A4)  # adds r4, r4, r2
    data(2, 0x87B4)  # strh r4, [r6, 60]
    data(2, 0x0C24)  # lsrs r4, r4, 16
    data(2, 0x87F4)  # strh r4, [r6, 62]
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
    data(2, 0x9A16)  # ldr r2, [sp, 88]
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
    data(4, 0xF8E9F7FF)  # bl next
    # below:
    data(2, 0xAE00)  # add r6, sp, 0
    data(2, 0xCE3C)  # ldm r6!, {r2, r3, r4, r5}
    data(2, 0xC13C)  # stm r1!, {r2, r3, r4, r5}
    data(2, 0xCE3C)  # ldm r6!, {r2, r3, r4, r5}
    data(2, 0xC13C)  # stm r1!, {r2, r3, r4, r5}
    data(4, 0xF8E2F7FF)  # bl next
