using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Tensors;

namespace RedisAi.Cli.Benching;

/// <summary>Makes up inputs of a model for so many rows: the same ones each time.</summary>
/// <param name="signature">What the model takes.</param>
/// <param name="axes">The axis of the rows of each input; -1 for one that has none, and for all where rows are not merged.</param>
/// <param name="declared">What the command line says of inputs.</param>
internal sealed class BenchInputs(ModelSignature signature, IReadOnlyList<int> axes, IReadOnlyList<InputDeclaration> declared)
{
    private const int Seed = 1;

    /// <summary>By which audio models branch; other whole numbers are ones, which no vocabulary lacks.</summary>
    private const int UsualSamplingRate = 16_000;

    /// <summary>Inputs for so many rows; the caller's to dispose.</summary>
    /// <exception cref="CliException">Nothing can be made up for an input.</exception>
    public AiTensor?[] Make(int rows)
    {
        AiTensor?[] inputs = new AiTensor?[signature.Inputs.Count];
        try
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = Make(signature.Inputs[i], axes[i], rows);
            }

            return inputs;
        }
        catch
        {
            Dispose(inputs);
            throw;
        }
    }

    public static void Dispose(AiTensor?[] inputs) => Array.ForEach(inputs, static input => input?.Dispose());

    private AiTensor? Make(TensorSpec spec, int axis, int rows)
    {
        InputDeclaration? said = declared.FirstOrDefault(input => input.Name == spec.Name);
        if (spec.IsOptional && said is null)
        {
            return null;
        }

        TensorDataType type = said is null || said.DataType == TensorDataType.Undefined ? spec.DataType : said.DataType;
        if (spec.DataType != TensorDataType.Undefined && type != spec.DataType)
        {
            throw CliException.NotUnderstood($"The model takes {TensorTypes.NameOf(spec.DataType)} for its input '{spec.Name}', and not {TensorTypes.NameOf(type)}.");
        }

        if (type == TensorDataType.Undefined || (!spec.Shape.IsRankKnown && said is null))
        {
            throw CliException.NotUnderstood($"The model does not declare its input '{spec.Name}'; say --input \"{spec.Name}=float32[?,3]\", with its own type and lengths, ? being the rows.");
        }

        long[] lengths = said is null ? [.. spec.Shape.Dimensions] : [.. said.Lengths];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = lengths[i] != ShapePattern.AnyLength ? lengths[i] : i == axis ? rows : 1;
        }

        return Fill(type, lengths, said?.Value ?? (IsSamplingRate(spec.Name) ? UsualSamplingRate : null));
    }

    private static bool IsSamplingRate(string name) => name.Equals("sr", StringComparison.OrdinalIgnoreCase) || name.Contains("rate", StringComparison.OrdinalIgnoreCase);

    private static AiTensor Fill(TensorDataType type, long[] lengths, double? value)
    {
        if (type == TensorDataType.String)
        {
            return AiTensor.CreateStrings(lengths, [.. Enumerable.Repeat("a", (int)TensorShape.Create(lengths).ElementCount)]);
        }

        bool isWhole = type is not (TensorDataType.Float32 or TensorDataType.Float64 or TensorDataType.Float16 or TensorDataType.BFloat16);
        using AiTensor numbers = AiTensor.Create<double>(lengths, elements =>
        {
            Random random = new(Seed);
            foreach (ref double element in elements)
            {
                element = value ?? (isWhole ? 1 : (2 * random.NextDouble()) - 1);
            }
        });
        return numbers.ConvertTo(type);
    }
}
