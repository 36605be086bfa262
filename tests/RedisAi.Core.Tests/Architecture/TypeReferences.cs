using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace RedisAi.Tests.Architecture;

/// <summary>Which types a type needs: in its declarations, and in the code of its methods. Constants and names leave no trace.</summary>
internal static class TypeReferences
{
    private const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Dictionary<short, OpCode> s_opCodes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (OpCode)field.GetValue(null)!).ToDictionary(static code => code.Value);

    public static IEnumerable<Type> Of(Type type)
    {
        IEnumerable<Type?> declared = [type.BaseType, .. type.GetInterfaces(), .. type.GetFields(All).Select(static field => field.FieldType)];
        return declared.Concat(type.GetMethods(All).SelectMany(OfMethod)).Concat(type.GetConstructors(All).SelectMany(OfMethod)).OfType<Type>().SelectMany(Parts);
    }

    /// <summary>The definition, the arguments and the element type.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            return Parts(type.GetElementType()!);
        }

        return type.IsGenericParameter ? [] : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition()) : [type];
    }

    private static IEnumerable<Type?> OfMethod(MethodBase method)
    {
        IEnumerable<Type?> types = method.GetParameters().Select(static parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType);
        return method.GetMethodBody() is { } body
            ? types.Concat(body.LocalVariables.Select(static local => local.LocalType)).Concat(OfCode(method, body.GetILAsByteArray()!))
            : types;
    }

    private static IEnumerable<Type?> OfCode(MethodBase method, byte[] code)
    {
        Type[]? ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        int at = 0;
        while (at < code.Length)
        {
            OpCode operation = s_opCodes[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
            {
                MemberInfo member = method.Module.ResolveMember(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)), ofType, ofMethod)!;
                yield return member as Type ?? member.DeclaringType;
                foreach (Type argument in member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [])
                {
                    yield return argument;
                }
            }

            at += operation.OperandType == OperandType.InlineSwitch ? 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))) : SizeOf(operation.OperandType);
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
