using System.Globalization;
using System.Text;
using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors;

/// <summary>Tensors as text, for people.</summary>
internal static class TensorText
{
    public static string Of(in TensorValue value, int maxElements)
    {
        StringBuilder text = new($"{value.DataType}{value.Shape}:");
        int shown = (int)Math.Min(maxElements, value.Shape.ElementCount);
        for (int i = 0; i < shown; i++)
        {
            text.Append(i == 0 ? " " : ", ").Append(Element(in value, i));
        }

        return text.Append(shown == value.Shape.ElementCount ? "" : shown == 0 ? " ..." : ", ...").ToString();
    }

    private static string Element(in TensorValue value, int index) => value.DataType switch
    {
        TensorDataType.Float32 => Number<float>(in value, index),
        TensorDataType.Float64 => Number<double>(in value, index),
        TensorDataType.Float16 => Number<Half>(in value, index),
        TensorDataType.BFloat16 => Number<BFloat16>(in value, index),
        TensorDataType.Int8 => Number<sbyte>(in value, index),
        TensorDataType.Int16 => Number<short>(in value, index),
        TensorDataType.Int32 => Number<int>(in value, index),
        TensorDataType.Int64 => Number<long>(in value, index),
        TensorDataType.UInt8 => Number<byte>(in value, index),
        TensorDataType.UInt16 => Number<ushort>(in value, index),
        TensorDataType.UInt32 => Number<uint>(in value, index),
        TensorDataType.UInt64 => Number<ulong>(in value, index),
        TensorDataType.Bool => At<bool>(in value, index) ? "true" : "false",
        _ => $"\"{value.Strings[index]}\"",
    };

    private static string Number<T>(in TensorValue value, int index)
        where T : unmanaged => Convert.ToString(At<T>(in value, index), CultureInfo.InvariantCulture)!;

    // Not a span of all elements, of which there may be more than a span holds.
    private static T At<T>(in TensorValue value, int index)
        where T : unmanaged => Address.Element<T>(value.Pointer, index);
}
