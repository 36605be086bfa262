using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>Writes values as XGBoost does.</summary>
internal static class ValueWriter
{
    public static byte[] Ubj(object value)
    {
        MemoryStream stream = new();
        Ubj(stream, value);
        return stream.ToArray();
    }

    public static byte[] Json(object value) => Encoding.UTF8.GetBytes(JsonText(value));

    private static string JsonText(object value) => value switch
    {
        Dictionary<string, object> members => $"{{{string.Join(',', members.Select(static member => $"{JsonText(member.Key)}: {JsonText(member.Value)}"))}}}",
        string text => $"\"{JsonEncodedText.Encode(text)}\"",
        float number => float.IsNaN(number) ? "NaN" : float.IsPositiveInfinity(number) ? "Infinity" : number.ToString("R", CultureInfo.InvariantCulture),
        Array items => $"[{string.Join(",\n", items.Cast<object>().Select(JsonText))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static void Ubj(MemoryStream stream, object value)
    {
        switch (value)
        {
            case Dictionary<string, object> members:
                stream.WriteByte((byte)'{');
                foreach ((string key, object member) in members)
                {
                    Key(stream, key);
                    Ubj(stream, member);
                }

                stream.WriteByte((byte)'}');
                break;
            case string text:
                stream.WriteByte((byte)'S');
                Key(stream, text);
                break;
            case object[] items:
                Begin(stream, "[#", items.Length);
                Array.ForEach(items, item => Ubj(stream, item));
                break;
            case int number:
                stream.WriteByte((byte)'l');
                Number(stream, number);
                break;
            case byte[] numbers:
                Begin(stream, "[$U#", numbers.Length);
                stream.Write(numbers);
                break;
            case Array numbers:
                Begin(stream, numbers switch { int[] => "[$l#", long[] => "[$L#", _ => "[$d#" }, numbers.Length);
                foreach (object number in numbers)
                {
                    Number(stream, number);
                }

                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static void Number(MemoryStream stream, object number)
    {
        Span<byte> bytes = stackalloc byte[8];
        switch (number)
        {
            case int value:
                BinaryPrimitives.WriteInt32BigEndian(bytes = bytes[..4], value);
                break;
            case float value:
                BinaryPrimitives.WriteSingleBigEndian(bytes = bytes[..4], value);
                break;
            default:
                BinaryPrimitives.WriteInt64BigEndian(bytes, (long)number);
                break;
        }

        stream.Write(bytes);
    }

    private static void Begin(MemoryStream stream, string mark, long count)
    {
        stream.Write(Encoding.ASCII.GetBytes(mark));
        stream.WriteByte((byte)'L');
        Number(stream, count);
    }

    private static void Key(MemoryStream stream, string key)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        stream.WriteByte((byte)'L');
        Number(stream, (long)bytes.Length);
        stream.Write(bytes);
    }
}
