using System.CommandLine;
using System.Globalization;
using System.Numerics;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;

namespace RedisAi.Cli.Tensors;

/// <summary><c>redisai tensors set</c>.</summary>
internal static class TensorsSet
{
    public static Command Create(CommandMaker maker)
    {
        TargetOptions target = new();
        Argument<string> key = new("key") { Description = "The key of the tensor" };
        Argument<string[]> values = new("values") { Description = "The elements, in the order of the last axis first", Arity = ArgumentArity.ZeroOrMore };
        Option<string> type = new("--type") { Description = $"The type of the elements: {TensorTypes.All}", HelpName = "type", DefaultValueFactory = static _ => "float32" };
        Option<string> shape = new("--shape") { Description = "The lengths of the axes, as in 2,3; [] for a scalar. One axis unless said", HelpName = "lengths" };
        Expiry expiry = new();
        return maker.Make("set", "Set a tensor", [key, values, type, shape, expiry.Option, .. target.Options], async call =>
        {
            using AiTensor tensor = Read(call.Typed.GetValue(type)!, call.Typed.GetValue(shape), call.Typed.GetValue(values) ?? []);
            TimeSpan? timeToLive = expiry.Of(call);
            string name = call.Typed.GetRequiredValue(key);
            RedisAiClient client = await target.ConnectAsync(call).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                await client.Tensors.SetAsync(name, tensor, timeToLive, call.Interrupted).ConfigureAwait(false);
                call.Show(new StoredTensorsView("Set", [(name, tensor.DataType, tensor.Shape)]));
            }
        });
    }

    /// <summary>Makes a tensor of what was typed.</summary>
    /// <exception cref="CliException">It makes no sense.</exception>
    internal static AiTensor Read(string type, string? shape, IReadOnlyList<string> values)
    {
        TensorDataType parsed = TensorTypes.Parse(type);
        if (parsed == TensorDataType.Undefined)
        {
            throw CliException.NotUnderstood($"'{type}' is no type of elements; there are {TensorTypes.All}.");
        }

        long[] lengths = shape is null ? [values.Count] : ParseShape(shape);
        BigInteger expected = lengths.Aggregate(BigInteger.One, static (product, length) => product * length);
        if (expected != values.Count)
        {
            throw CliException.NotUnderstood($"The shape [{string.Join(',', lengths)}] has {expected} elements, and {values.Count} are given.");
        }

        try
        {
            return TensorText.Parse(parsed, lengths, values);
        }
        catch (FormatException error)
        {
            throw CliException.NotUnderstood(error.Message);
        }
    }

    private static long[] ParseShape(string shape)
    {
        string inside = shape.Trim('[', ']').Trim();
        if (inside.Length == 0)
        {
            return [];
        }

        string[] parts = inside.Split(',');
        long[] lengths = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int length) || parts.Length > TensorShape.MaxRank)
            {
                throw CliException.NotUnderstood($"'{shape}' is no shape; something like 2,3 is expected.");
            }

            lengths[i] = length;
        }

        return lengths;
    }
}
