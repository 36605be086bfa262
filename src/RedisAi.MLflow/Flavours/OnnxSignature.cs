using System.Text;
using RedisAi.Backends.Onnx;

namespace RedisAi.MLflow.Flavours;

/// <summary>Reads what an ONNX model declares of its inputs and outputs, without a runtime: numbers of fields are those of onnx.proto.</summary>
internal sealed class OnnxSignature
{
    /// <summary>Importers write no more names than these bytes hold; longer texts are passed over.</summary>
    private const int MaxNamesBytes = 16 << 20;

    private readonly ProtobufReader _reader;
    private readonly List<TensorSpec> _inputs = [];
    private readonly List<TensorSpec> _outputs = [];
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private string? _featureNames;
    private string? _unusedFeatures;

    private OnnxSignature(ProtobufReader reader) => _reader = reader;

    /// <summary>The signature; an input that has a value in the model is none.</summary>
    /// <exception cref="ModelLoadException">It cannot be read to its end.</exception>
    public static ModelSignature Read(ProtobufReader model)
    {
        OnnxSignature signature = new(model);
        signature.Each(model.Length, 0, field =>
        {
            if (OnnxMessages.Of(OnnxMessage.Model, field.Field) == OnnxMessage.Graph)
            {
                signature.ReadGraph(field.End, 1);
            }
            else if (field.Field == 14)
            {
                signature.ReadMetadata(field.End, 1);
            }
        });
        try
        {
            ModelSignature declared = new(signature._inputs.Where(input => !signature._initializers.Contains(input.Name)), signature._outputs);
            return FeatureNames.AddTo(declared, signature._featureNames, signature._unusedFeatures);
        }
        catch (ArgumentException)
        {
            throw model.Refused("a name of an input or an output that is missing or comes twice, before the end");
        }
    }

    private void ReadGraph(long end, int depth) => Each(end, depth, field =>
    {
        switch (field.Field)
        {
            case 5:
                ReadInitializer(field.End, depth + 1);
                break;
            case 11:
                _inputs.Add(ReadValue(field.End, depth + 1));
                break;
            case 12:
                _outputs.Add(ReadValue(field.End, depth + 1));
                break;
            case 15:
                Each(field.End, depth + 1, values =>
                {
                    if (values.Field == 1)
                    {
                        ReadInitializer(values.End, depth + 2);
                    }
                });
                break;
        }
    });

    private void ReadMetadata(long end, int depth)
    {
        string? key = null;
        string? value = null;
        Each(end, depth, field =>
        {
            int limit = field.Field is 1 or 2 ? MaxNamesBytes : -1;
            if (field.End - _reader.Position <= limit)
            {
                (key, value) = field.Field == 1 ? (ReadText(field.End, limit), value) : (key, ReadText(field.End, limit));
            }
        });
        _featureNames = key == FeatureNames.Key ? value : _featureNames;
        _unusedFeatures = key == FeatureNames.UnusedKey ? value : _unusedFeatures;
    }

    private void ReadInitializer(long end, int depth) => Each(end, depth, field =>
    {
        if (field.Field == 8)
        {
            _initializers.Add(ReadText(field.End));
        }
    });

    private TensorSpec ReadValue(long end, int depth)
    {
        TensorSpec spec = new("", TensorDataType.Undefined, ShapePattern.Any);
        Each(end, depth, field => spec = field.Field switch
        {
            1 => spec with { Name = ReadText(field.End) },
            2 => ReadType(spec, field.End, depth + 1),
            _ => spec,
        });
        return spec;
    }

    /// <summary>Of what is no tensor, as a sequence, nothing is said: a server may refuse such a model, or not.</summary>
    private TensorSpec ReadType(TensorSpec spec, long end, int depth)
    {
        Each(end, depth, field => spec = field.Field == 1 ? ReadTensor(spec, field.End, depth + 1) : spec);
        return spec;
    }

    private TensorSpec ReadTensor(TensorSpec spec, long end, int depth)
    {
        while (_reader.TryReadField(end, depth, out ProtobufField field))
        {
            spec = field.Field switch
            {
                1 => spec with { DataType = TypeOf(field.Number) },
                2 when field.HasContent => spec with { Shape = ReadShape(field.End, depth + 1) },
                _ => spec,
            };
            _reader.Position = field.End;
        }

        return spec;
    }

    private ShapePattern ReadShape(long end, int depth)
    {
        List<long> lengths = [];
        List<string> symbols = [];
        Each(end, depth, axis =>
        {
            (long length, string symbol) = (ShapePattern.AnyLength, "");
            while (_reader.TryReadField(axis.End, depth + 1, out ProtobufField field))
            {
                (length, symbol) = field.Field switch
                {
                    1 => (Math.Max(ShapePattern.AnyLength, (long)field.Number), symbol),
                    2 when field.HasContent => (length, ReadText(field.End)),
                    _ => (length, symbol),
                };
                _reader.Position = field.End;
            }

            lengths.Add(length);
            symbols.Add(symbol);
        });
        return new ShapePattern([.. lengths], [.. symbols]);
    }

    /// <summary>Goes through the texts and messages of a message.</summary>
    private void Each(long end, int depth, Action<ProtobufField> read)
    {
        if (depth > ProtobufReader.MaxDepth)
        {
            throw _reader.Refused($"a message more than {ProtobufReader.MaxDepth} deep");
        }

        while (_reader.TryReadField(end, depth, out ProtobufField field))
        {
            if (field.HasContent)
            {
                read(field);
            }

            _reader.Position = field.End;
        }
    }

    private string ReadText(long end) => Encoding.UTF8.GetString(_reader.ReadBytes(end));

    private string ReadText(long end, int limit) => Encoding.UTF8.GetString(_reader.ReadBytes(end, limit));

    /// <summary>As TensorProto numbers them.</summary>
    private static TensorDataType TypeOf(ulong number) => number switch
    {
        1 => TensorDataType.Float32,
        2 => TensorDataType.UInt8,
        3 => TensorDataType.Int8,
        4 => TensorDataType.UInt16,
        5 => TensorDataType.Int16,
        6 => TensorDataType.Int32,
        7 => TensorDataType.Int64,
        8 => TensorDataType.String,
        9 => TensorDataType.Bool,
        10 => TensorDataType.Float16,
        11 => TensorDataType.Float64,
        12 => TensorDataType.UInt32,
        13 => TensorDataType.UInt64,
        16 => TensorDataType.BFloat16,
        _ => TensorDataType.Undefined,
    };
}
