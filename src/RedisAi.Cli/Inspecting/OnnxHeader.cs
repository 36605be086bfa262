namespace RedisAi.Cli.Inspecting;

/// <summary>What an ONNX file says of itself beside its signature. Numbers of fields are those of onnx.proto.</summary>
internal sealed class OnnxHeader
{
    private readonly ProtobufFields _fields;
    private readonly List<FormatFact> _facts = [];
    private readonly List<(string Domain, long Version)> _operatorSets = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private string _producer = "";
    private long _nodes;
    private long _initializers;

    private OnnxHeader(ProtobufFields fields) => _fields = fields;

    /// <summary>Reads a file. One that is not of protobuf, as ONNX Runtime's own format, tells nothing more.</summary>
    public static FormatFacts Describe(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Describe(stream);
    }

    /// <summary>Reads a model from a stream that can be sought in.</summary>
    public static FormatFacts Describe(Stream stream)
    {
        OnnxHeader header = new(new ProtobufFields(stream));
        try
        {
            header.ReadModel();
        }
        catch (InvalidDataException)
        {
            return new FormatFacts("ONNX Runtime", [], new Dictionary<string, string>(StringComparer.Ordinal));
        }

        return new FormatFacts("ONNX", header._facts, header._metadata);
    }

    private void ReadModel()
    {
        long end = _fields.Length;
        while (_fields.TryRead(end))
        {
            switch (_fields.Field)
            {
                case 1:
                    _facts.Add(FormatFact.Of("IR version", "irVersion", _fields.Number));
                    break;
                case 2:
                    _producer = _fields.ReadText();
                    break;
                case 3:
                    _producer = $"{_producer} {_fields.ReadText()}".Trim();
                    break;
                case 4:
                    Add("domain", "domain", _fields.ReadText());
                    break;
                case 5:
                    _facts.Add(FormatFact.Of("model version", "modelVersion", _fields.Number));
                    break;
                case 6:
                    Add("description", "description", _fields.ReadText());
                    break;
                case 7:
                    ReadGraph(_fields.End);
                    break;
                case 8:
                    ReadOperatorSet(_fields.End);
                    break;
                case 14:
                    ReadMetadata(_fields.End);
                    break;
                default:
                    _fields.Skip();
                    break;
            }
        }

        Add("producer", "producer", _producer);
        _facts.Add(FormatFact.Of("operator sets", "operatorSets", _operatorSets));
        _facts.Add(FormatFact.Of("nodes", "nodes", _nodes));
        _facts.Add(FormatFact.Of("initializers", "initializers", _initializers));
    }

    private void Add(string name, string property, string value)
    {
        if (value.Length > 0)
        {
            _facts.Add(new FormatFact(name, property, value));
        }
    }

    private void ReadGraph(long end)
    {
        while (_fields.TryRead(end))
        {
            if (_fields.Field == 2)
            {
                Add("graph", "graph", _fields.ReadText());
                continue;
            }

            _nodes += _fields.Field == 1 ? 1 : 0;
            _initializers += _fields.Field == 5 ? 1 : 0;
            _fields.Skip();
        }
    }

    private void ReadOperatorSet(long end)
    {
        string domain = "";
        long version = 0;
        while (_fields.TryRead(end))
        {
            if (_fields.Field == 1)
            {
                domain = _fields.ReadText();
                continue;
            }

            version = _fields.Field == 2 ? _fields.Number : version;
            _fields.Skip();
        }

        _operatorSets.Add((domain.Length == 0 ? "ai.onnx" : domain, version));
    }

    private void ReadMetadata(long end)
    {
        string key = "";
        string value = "";
        while (_fields.TryRead(end))
        {
            switch (_fields.Field)
            {
                case 1:
                    key = _fields.ReadText();
                    break;
                case 2:
                    value = _fields.ReadText();
                    break;
                default:
                    _fields.Skip();
                    break;
            }
        }

        _metadata[key] = value;
    }
}
